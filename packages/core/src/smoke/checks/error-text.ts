import { shorten } from '../cases/compare.ts';
import { isRecord } from '../../is-record.ts';

/** Texts that Python and its libraries put into exceptions and a model never answers with. */
const EXCEPTION_TEXTS: readonly RegExp[] = [
  /^([A-Za-z_]\w*\.)*[A-Z]\w*(Error|Exception|Warning)(\b\(|:\s|$)/,
  /^could not convert string to float/,
  /\bhas no attribute '/,
  /^name '\w+' is not defined/,
  /^No module named '/,
  /^(list|tuple|string) index out of range$/,
  /\bobject is not (subscriptable|iterable|callable|JSON serializable)/,
  /\bis not JSON serializable$/,
  /^unsupported operand type\(s\) for /,
  /^invalid literal for int\(\) with base /,
  /\bmissing \d+ required positional arguments?: /,
  /^\w+\(\) got an unexpected keyword argument '/,
  /^Expecting (value|property name|',' delimiter|':' delimiter).*: line \d+ column \d+/,
  /^Expected 2D array, got \dD array instead/,
  /^X has \d+ features?, but \w+ is expecting \d+/,
  /^\[Errno \d+\] /,
  /^(string indices must be integers|list indices must be integers or slices)/,
  /^the JSON object must be str, bytes or bytearray, not /,
  // str(KeyError('data')) is the key alone, in quotes.
  /^'[^'\n]{1,60}'$/,
];

const TRACEBACK = 'Traceback (most recent call last):';
const ERROR_KEY = /^(errors?|error_?message|exception|traceback|stack_?trace)$/i;
const NO_ERROR = /^(|none|null|no|false|ok|0|no errors?|n\/a)$/i;
const FAILED_STATUS = /^(errors?|failed|failure|exception)$/i;

/** What of an answer is an error's text and not a result, for a message; undefined when nothing is. */
export function errorIn(value: unknown): string | undefined {
  if (typeof value === 'string') return errorInText(value);
  if (Array.isArray(value)) {
    const only: unknown = value.length === 1 ? value[0] : undefined;
    return typeof only === 'string' ? errorInText(only) : undefined;
  }
  return isRecord(value) ? errorInMembers(value) : undefined;
}

function errorInText(text: string): string | undefined {
  if (text.includes(TRACEBACK)) return 'a Python traceback';
  const said = text.trim();
  if (!EXCEPTION_TEXTS.some((pattern) => pattern.test(said))) return undefined;
  return `an exception's text (${shorten(said)})`;
}

function errorInMembers(members: Readonly<Record<string, unknown>>): string | undefined {
  for (const [key, member] of Object.entries(members)) {
    if (ERROR_KEY.test(key) && tellsOfError(member)) return `"${key}": ${shorten(member)}`;
    const inText = typeof member === 'string' ? errorInText(member) : undefined;
    if (inText !== undefined) return `"${key}" holds ${inText}`;
  }
  const { status } = members;
  const hasText = typeof (members['message'] ?? members['detail']) === 'string';
  if (typeof status === 'string' && FAILED_STATUS.test(status) && hasText) {
    return `"status": ${shorten(status)}`;
  }
  return undefined;
}

/** A number may be a measured error, and null or an empty list that there was none. */
function tellsOfError(value: unknown): boolean {
  if (typeof value === 'string') return !NO_ERROR.test(value.trim());
  if (Array.isArray(value)) return value.some((entry) => typeof entry === 'string');
  return isRecord(value) && ['message', 'code', 'type', 'detail'].some((key) => key in value);
}
