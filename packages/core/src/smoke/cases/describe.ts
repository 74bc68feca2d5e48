import type { HttpBody } from '../../http/http.ts';
import type { Answer } from '../exchange.ts';
import type { AnswerReport, RequestReport } from '../report/report.ts';
import { decodeUtf8 } from '../decode-utf8.ts';
import { isFileBody } from './file-body.ts';
import { type FormBody, isFormBody } from './multipart.ts';
import type { SmokeCase } from './smoke-case.ts';

const MAX_REQUEST_PREVIEW = 2 * 1024;
const MAX_ANSWER_PREVIEW = 4 * 1024;
const MAX_HEADERS = 100;
const MAX_HEADER_VALUE = 1024;
const SECRET_NAME = /auth|token|secret|key|cookie|password|credential|signature/i;

/** What was sent, short enough for a report and without secrets. */
export function describeRequest(smokeCase: SmokeCase): RequestReport {
  const { method, path, headers, body } = smokeCase;
  return {
    method,
    path,
    headers: printableHeaders(Object.entries(headers)),
    bodyPreview: requestPreview(body),
    sizeBytes: sizeOf(body),
  };
}

/** What was answered, short enough for a report and without secrets. */
export function describeAnswer({ status, headers, body, sizeBytes, digest }: Answer): AnswerReport {
  return {
    status,
    headers: printableHeaders(headers),
    bodyPreview: preview(body, MAX_ANSWER_PREVIEW),
    sizeBytes,
    sha256: digest,
  };
}

/** Header values as they may be shown: secret-looking ones are masked, long lists are cut. */
function printableHeaders(headers: Iterable<readonly [string, string]>): Record<string, string> {
  const shown: Record<string, string> = {};
  let count = 0;
  for (const [name, value] of headers) {
    count += 1;
    if (count > MAX_HEADERS) continue;
    shown[name] = SECRET_NAME.test(name) ? '***' : value.slice(0, MAX_HEADER_VALUE);
  }
  return shown;
}

function requestPreview(body: HttpBody | undefined): string | null {
  if (typeof body === 'string') return preview(Buffer.from(body), MAX_REQUEST_PREVIEW);
  if (isFormBody(body)) return preview(Buffer.from(formText(body)), MAX_REQUEST_PREVIEW);
  const bytes = isFileBody(body) ? body.head : body;
  return bytes instanceof Uint8Array ? preview(bytes, MAX_REQUEST_PREVIEW) : null;
}

/** A form in few words: `image: a file (1024 bytes), text: hello`. */
function formText({ parts }: FormBody): string {
  return parts
    .map((part) =>
      'text' in part
        ? `${part.name}: ${part.text}`
        : `${part.name}: ${part.fileName} (${part.file.sizeBytes} bytes, ${part.contentType})`,
    )
    .join('\n');
}

function sizeOf(body: HttpBody | undefined): number {
  if (body === undefined) return 0;
  if (typeof body === 'string') return Buffer.byteLength(body);
  return body instanceof Uint8Array ? body.byteLength : body.sizeBytes;
}

/** The first bytes as text; a character that is cut at the end is left out. */
function preview(body: Uint8Array, maxBytes: number): string | null {
  const isCut = body.byteLength >= maxBytes;
  if (!isCut) return decodeUtf8(body) ?? null;
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    return decoder.decode(body.subarray(0, maxBytes), { stream: true });
  } catch {
    // Bytes that are no text say nothing to a reader; their size and digest do.
    return null;
  }
}
