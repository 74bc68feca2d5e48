import { canonicalJson } from '../../canonical-json.ts';
import { type Digest, digestOf, hexOf } from '../../oci/digest.ts';
import type { FileBody } from './file-body.ts';

/** A part of a form: a field's text, or a file. */
export type FormPart =
  | { readonly name: string; readonly text: string }
  | {
      readonly name: string;
      readonly file: FileBody;
      readonly fileName: string;
      readonly contentType: string;
    };

/** A form (`multipart/form-data`, RFC 7578) whose files are read when it is sent. */
export type FormBody = {
  readonly sizeBytes: number;
  readonly digest: Digest;
  readonly parts: readonly FormPart[];
  readonly contentType: string;
  readonly open: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
};

/** The form of these parts; the same parts give the same bytes. */
export function formBody(parts: readonly FormPart[]): FormBody {
  const told = parts.map((part) =>
    'text' in part
      ? { name: part.name, text: part.text }
      : { name: part.name, type: part.contentType, file: part.fileName, of: part.file.digest },
  );
  const digest = digestOf(canonicalJson(told));
  const boundary = `package-model-${hexOf(digest).slice(0, 32)}`;
  const pieces = [
    ...parts.flatMap((part) => piecesOf(part, boundary)),
    text(`--${boundary}--\r\n`),
  ];
  const sizeBytes = pieces.reduce(
    (sum, piece) => sum + (piece instanceof Uint8Array ? piece.byteLength : piece.sizeBytes),
    0,
  );
  const contentType = `multipart/form-data; boundary=${boundary}`;
  return { sizeBytes, digest, parts, contentType, open: (signal) => bytesOf(pieces, signal) };
}

/** True for a body that `formBody` made. */
export function isFormBody(body: unknown): body is FormBody {
  return typeof body === 'object' && body !== null && 'parts' in body && 'open' in body;
}

async function* bytesOf(
  pieces: readonly (Uint8Array | FileBody)[],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) yield piece;
    else yield* piece.open(signal);
  }
}

function piecesOf(part: FormPart, boundary: string): readonly (Uint8Array | FileBody)[] {
  const start = `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(part.name)}"`;
  if ('text' in part) return [text(`${start}\r\n\r\n${part.text}\r\n`)];
  const head = `${start}; filename="${quoted(part.fileName)}"\r\ncontent-type: ${part.contentType}\r\n\r\n`;
  return [text(head), part.file, text('\r\n')];
}

/** As browsers write names (WHATWG, multipart/form-data encoding). */
function quoted(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function text(value: string): Uint8Array {
  return Buffer.from(value);
}
