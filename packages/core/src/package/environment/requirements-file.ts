import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Fault, Place } from '../../errors.ts';
import { refuse } from '../../errors.ts';
import { readTextFile } from '../config/text-file.ts';
import type { FoundFile } from '../inference/inference-paths.ts';
import { isInside } from '../inference/repository.ts';
import type { Requirement } from './conda-file.ts';
import { parsePipLine } from './pip-requirement.ts';

/** What requirements files ask for, those they include in their places. */
export type Requirements = {
  readonly lines: readonly Requirement[];
  readonly constraints: readonly string[];
};

type Reading = {
  readonly root: string;
  readonly lines: Requirement[];
  readonly constraints: string[];
  readonly faults: Fault[];
};
type Kind = 'requirements' | 'constraints';

const INCLUDE = /^(?:-r|--requirement|-c|--constraint)(?:\s*=\s*|\s+|(?<=-[rc]))(\S.*)$/;

/**
 * Reads a requirements file as pip does: continued lines, comments, `-r` and `-c` of files beside
 * it. InputError BAD_FILE with all lines that cannot be taken; files outside `root` are refused.
 */
export async function readRequirements(
  file: FoundFile,
  { root }: { readonly root: string },
): Promise<Requirements> {
  const reading: Reading = {
    root: await realpath(root),
    lines: [],
    constraints: [],
    faults: [],
  };
  await readOne({ file, kind: 'requirements', above: [] }, reading);
  refuse('BAD_FILE', reading.faults);
  const { lines, constraints } = reading;
  return { lines, constraints };
}

type Visit = {
  readonly file: FoundFile;
  readonly kind: Kind;
  /** Real paths of the files that include this one. */
  readonly above: readonly string[];
};

async function readOne({ file, kind, above }: Visit, reading: Reading): Promise<void> {
  const text = await readTextFile(file.path, file.shownAs);
  const real = await realpath(file.path);
  for (const { line, number } of logicalLines(text)) {
    const place = { file: file.shownAs, line: number };
    const included = INCLUDE.exec(line)?.[1];
    if (included === undefined) readLine(line, { kind, place }, reading);
    else {
      const next = isConstraint(line) ? 'constraints' : kind;
      await include(
        { name: included, kind: next, place },
        { file, above: [...above, real] },
        reading,
      );
    }
  }
}

async function include(
  wanted: { readonly name: string; readonly kind: Kind; readonly place: Place },
  from: { readonly file: FoundFile; readonly above: readonly string[] },
  reading: Reading,
): Promise<void> {
  const { name, kind, place } = wanted;
  const refused = (why: string) => reading.faults.push({ message: `${name} ${why}`, place });
  const target = path.resolve(path.dirname(from.file.path), name);
  if (name.includes('://')) return void refused('is an address; copy the file into the repository');
  const real = await realpath(target).catch(() => undefined);
  if (real === undefined) return void refused('is not there; correct the path');
  if (!isInside(reading.root, real)) {
    return void refused('leaves the working directory; copy the file inside');
  }
  if (from.above.includes(real)) return void refused('includes itself; remove this line');
  const shownAs = path.posix.join(path.posix.dirname(from.file.shownAs), name);
  await readOne({ file: { path: target, shownAs }, kind, above: from.above }, reading);
}

function readLine(
  line: string,
  { kind, place }: { readonly kind: Kind; readonly place: Place },
  reading: Reading,
): void {
  const parsed = parsePipLine(line);
  switch (parsed.kind) {
    case 'empty':
      return;
    case 'refused': {
      const shown = line.includes('://') ? 'this line' : JSON.stringify(line);
      reading.faults.push({ message: `${shown} ${parsed.why}`, place });
      return;
    }
    case 'requirement':
    case 'url':
      if (kind === 'constraints') reading.constraints.push(parsed.text);
      else reading.lines.push({ name: parsed.name, text: parsed.text, place });
      return;
    default:
      parsed satisfies never;
  }
}

function isConstraint(line: string): boolean {
  return line.startsWith('-c') || line.startsWith('--constraint');
}

/** Lines as pip joins them: a backslash at the end continues, a comment ends. */
function logicalLines(text: string): { readonly line: string; readonly number: number }[] {
  const lines: { line: string; number: number }[] = [];
  let joined = '';
  let start = 0;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (joined === '') start = index + 1;
    const isComment = /^\s*#/.test(raw);
    if (raw.endsWith('\\') && !isComment) joined += raw.slice(0, -1);
    else {
      lines.push({ line: (isComment ? joined : joined + raw).trim(), number: start });
      joined = '';
    }
  }
  if (joined !== '') lines.push({ line: joined.trim(), number: start });
  return lines
    .map(({ line, number }) => ({ line: line.replace(/(^|\s)#.*$/, '').trim(), number }))
    .filter(({ line }) => line !== '');
}
