/**
 * Base of every error this project raises: a code callers branch on, the cause kept, and the line of
 * the user's that it comes from, where one is known.
 */
export class CodedError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly place: Place | undefined;
  constructor(
    code: Code,
    message: string,
    options?: { readonly cause?: unknown; readonly place?: Place },
  ) {
    super(message, options);
    this.code = code;
    this.place = options?.place;
    this.name = new.target.name;
  }
}

export type InputErrorCode = 'BAD_INPUT' | 'BAD_FILE';

/** Something the user gave is wrong: nothing was moved or built. Exit code 2. */
export class InputError extends CodedError<InputErrorCode> {
  readonly faults: readonly Fault[];
  constructor(code: InputErrorCode, faults: readonly Fault[], options?: { cause?: unknown }) {
    super(code, faults.map(formatFault).join('\n'), options);
    this.faults = faults;
  }
}

/** Where a fault stands: a file and a place in it (1-based), or a key. */
export type Place = {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly key?: string;
  /** The message says it too, so that surfaces without annotations need not. */
  readonly isTold?: true;
};

/** One fault of an input: what is wrong and what to do, and where. */
export type Fault = { readonly message: string; readonly place?: Place };

/** `file:line:column: message`, as compilers print it. */
export function formatFault(fault: Fault): string {
  const place = fault.place === undefined ? '' : formatPlace(fault.place);
  return place === '' ? fault.message : `${place}: ${fault.message}`;
}

/** `file:line:column (key)`; parts that are not known are left out. */
export function formatPlace(place: Place): string {
  const position = [place.file, place.line, place.column].filter((part) => part !== undefined);
  const where = position.join(':');
  if (place.key === undefined) return where;
  return where === '' ? place.key : `${where} (${place.key})`;
}

/** Faults of one report; a file with more of them is wrong as a whole. */
const MAX_FAULTS = 200;

/** Raises the faults as one `InputError`, or nothing when there are none. */
export function refuse(code: InputErrorCode, faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  const more = faults.length - MAX_FAULTS;
  if (more <= 0) throw new InputError(code, faults);
  const message = `there are ${more} more faults; correct these first`;
  throw new InputError(code, [...faults.slice(0, MAX_FAULTS), { message }]);
}

/** The text of anything thrown, without a stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of a system error (`ENOENT`) or of one of ours; undefined for others. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
