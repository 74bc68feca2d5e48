import type { Issue, IssuePlace } from './host.ts';

/** Pipelines show ten annotations of a kind at most; the last one says how many are hidden. */
export const SHOWN_ISSUES = 9;

/**
 * The issues to annotate: all of them, or the first nine and one that counts the rest, which is
 * for the log alone.
 */
export function capIssues(issues: readonly Issue[]): {
  readonly shown: readonly Issue[];
  readonly rest: readonly Issue[];
} {
  if (issues.length <= SHOWN_ISSUES + 1) return { shown: issues, rest: [] };
  const rest = issues.slice(SHOWN_ISSUES);
  const count = { message: `and ${rest.length} more; the log has all of them` };
  return { shown: [...issues.slice(0, SHOWN_ISSUES), count], rest };
}

/**
 * For issues that come one by one: `shows` is true for those to annotate, the others are for the log
 * alone. `rest` is the annotation that is due in the end, if any was held back.
 */
export function createIssueCap(): {
  shows(issue: Issue): boolean;
  rest(): Issue | undefined;
} {
  let shown = 0;
  const held: Issue[] = [];
  return {
    shows(issue) {
      if (shown < SHOWN_ISSUES) shown += 1;
      else held.push(issue);
      return held.length === 0;
    },
    rest() {
      const [first, ...others] = held.splice(0);
      if (first === undefined || others.length === 0) return first;
      return { message: `and ${others.length + 1} more; the log has all of them` };
    },
  };
}

/** `file:line:column (key): message`; parts that are not known, or that the message begins with, are left out. */
export function formatIssue(issue: Issue): string {
  const { key, ...place } = issue.place ?? {};
  const isNamed = key === undefined || beginsWith(issue.message, key);
  const where = formatPlace(isNamed ? place : { ...place, key });
  return where === '' ? issue.message : `${where}: ${issue.message}`;
}

/** The message with the key in front, for surfaces that show file and line themselves. */
export function messageWithKey({ message, place }: Issue): string {
  const key = place?.key;
  return key === undefined || beginsWith(message, key) ? message : `${key}: ${message}`;
}

/** `entryScript: no file` names the key `entryScript`; `entryScripts: …` does not. */
function beginsWith(message: string, key: string): boolean {
  return message.startsWith(key) && /^[\s:,(]/.test(message.slice(key.length));
}

function formatPlace(place: IssuePlace): string {
  if (place.isTold === true) return '';
  const position = [place.file, place.line, place.column].filter((part) => part !== undefined);
  const where = position.join(':');
  if (place.key === undefined) return where;
  return where === '' ? place.key : `${where} (${place.key})`;
}
