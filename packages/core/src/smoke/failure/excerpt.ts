import { imagePaths } from '../../image/paths.ts';
import type { Evidence, RootCause } from './cause.ts';
import { ownFrame } from './python-failure.ts';
import type { Frame, PythonError } from './traceback.ts';

/** Where in the user's code an exception came from: for the message, the report and the eye. */
export type Origin = {
  /** `source/score.py, line 7`; where no line is of the user: `a library`. */
  readonly where: string;
  readonly place: RootCause['place'];
  /** The source lines around it. */
  readonly excerpt: readonly string[];
};

const LINES_AROUND = 2;
const MAX_LINE = 160;
const ASSIGNED_SECRET =
  /((?:passw(?:or)?d|secret|token|api_?key|account_?key|sas|connection_?string)\w*["']?\]?\s*[=:]\s*[a-z]?)(["']).*?\2/gi;

/** The user's line that an exception came from, with its surroundings. */
export async function originOf(error: PythonError, evidence: Evidence): Promise<Origin> {
  const frame = ownFrame(error);
  if (frame === undefined) return { where: 'a library', place: null, excerpt: [] };
  const file = shownPath(frame.file, evidence);
  const where = `${file}, line ${frame.line}`;
  const excerpt = await sourceLines(frame, evidence);
  return { where, place: { file, line: frame.line }, excerpt };
}

/** A path below the application's root, as the project has it; others as they are. */
export function shownPath(path: string, { image }: Evidence): string {
  const root = image?.env.get('AML_APP_ROOT') ?? imagePaths.appRoot;
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

async function sourceLines(frame: Frame, { look }: Evidence): Promise<string[]> {
  const lines = await look.lines(frame.file);
  if (lines === undefined) return frame.code === '' ? [] : [numbered(frame.line, frame.code, true)];
  const first = Math.max(1, frame.line - LINES_AROUND);
  const isLine = (index: number): boolean => first + index === frame.line;
  const around = lines.slice(first - 1, frame.line + LINES_AROUND);
  const last = around.findLastIndex((line, index) => line.trim() !== '' || isLine(index));
  const shown = around.slice(0, last + 1);
  const width = String(first + shown.length - 1).length;
  return shown.map((line, index) => numbered(first + index, line, isLine(index), width));
}

function numbered(line: number, text: string, isIt: boolean, width = 0): string {
  const shown = withoutSecrets(text.trimEnd());
  const cut = shown.length > MAX_LINE ? `${shown.slice(0, MAX_LINE)}…` : shown;
  return `${isIt ? '>' : ' '} ${String(line).padStart(width)} | ${cut}`.trimEnd();
}

/** A source line without the texts that it gives to names that sound secret. */
function withoutSecrets(line: string): string {
  return line.replaceAll(ASSIGNED_SECRET, '$1$2***$2');
}
