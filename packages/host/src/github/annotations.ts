import nodePath from 'node:path';
import type { CommandProperties } from './commands.ts';
import type { Issue } from '../host.ts';
import { formatIssue, messageWithKey } from '../issues.ts';

export type AnnotationKind = 'error' | 'warning' | 'notice';

/** One command's data and properties, and whether the message was cut. */
export type Annotation = {
  readonly message: string;
  readonly properties: CommandProperties;
  readonly isCut: boolean;
};

/** What the page shows of a message. */
const LONGEST = 4096;
const CUT = '… cut; the log has all of it';

/** Where a process stands; `path` is that of the machine. */
export type Workspace = {
  readonly workspace: string;
  readonly workingDirectory: string;
  readonly path?: Pick<typeof nodePath, 'relative' | 'resolve' | 'isAbsolute' | 'sep'>;
};

/**
 * An issue as GitHub annotates it. Only files of the workspace have a page to stand on: the place of
 * others is told in the message.
 */
export function annotationOf(issue: Issue, where: Workspace): Annotation {
  const { file, line, column } = issue.place ?? {};
  const path = file === undefined ? undefined : pathInWorkspace(file, where);
  const whole = path === undefined ? formatIssue(issue) : messageWithKey(issue);
  const message = cut(whole);
  return {
    message,
    properties: path === undefined ? {} : { file: path, line, col: column },
    isCut: message !== whole,
  };
}

/** A file from the workspace on, with forward slashes; undefined for one that is not in it. */
export function pathInWorkspace(file: string, where: Workspace): string | undefined {
  const { workspace, workingDirectory, path = nodePath } = where;
  const relative = path.relative(workspace, path.resolve(workingDirectory, file));
  const isOutside = relative === '' || relative === '..' || relative.startsWith(`..${path.sep}`);
  return isOutside || path.isAbsolute(relative) ? undefined : relative.replaceAll(path.sep, '/');
}

function cut(message: string): string {
  if (message.length <= LONGEST) return message;
  const head = message.slice(0, LONGEST - CUT.length);
  // Half of a character that takes two units says nothing.
  return (/[\uD800-\uDBFF]$/.test(head) ? head.slice(0, -1) : head) + CUT;
}
