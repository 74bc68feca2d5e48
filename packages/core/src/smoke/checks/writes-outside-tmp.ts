import type { SmokeEngine } from '../run/container.ts';
import type { Check } from './check.ts';
import { failed, passed, skipped } from './check.ts';
import { noContainer } from './skip-reasons.ts';

/** Temporary and home folders, logs, and what engines put into a container themselves. */
const FREE = [
  /^\/(tmp|var\/tmp|run|var\/run|dev|proc|sys|var\/log|var\/cache|root)(\/|$)/,
  /^\/home(\/|$)/,
  /^\/etc\/(hosts|hostname|resolv\.conf|mtab)$/,
  /^\/\.dockerenv$/,
  /\/__pycache__(\/|$)/,
  /\.pyc$/,
  // Services of Azure ML's base images keep their state there.
  /^\/var\/(runit|lib\/nginx)(\/|$)/,
];
const SHOWN = 5;
/** /etc/hostname is written when the container starts. */
const FIND = ['find', '/', '-xdev', '-cnewer', '/etc/hostname'];

/** The service leaves the image as it is. */
export const writesOutsideTmp: Check = {
  id: 'writes-outside-tmp',
  title: 'Nothing is written outside of temporary folders',
  severity: 'warning',
  stage: 'beside',
  why: 'What a container writes is lost with it, differs from replica to replica, and fails where the file system is read-only or the user has no rights. Files that have changed since the container started are looked for after the cases; temporary and home folders, /var/log, and what Python compiles are free.',
  remedy: 'Write to /tmp, or do the work when the image is built. Keep results outside.',
  async run({ subject, given, signal }) {
    if (subject.container === undefined) return skipped(noContainer);
    const { engine, running } = subject.container;
    const changed = await changedPaths(engine, running.id, signal);
    const brought = [...(given.mounts ?? []), ...(given.files ?? [])];
    const mounts = brought.map(({ target }) => target);
    const paths = leavesOf(changed).filter((path) => !isFree(path, mounts));
    if (paths.length === 0) return passed;
    const rest = paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : '';
    return failed(`written: ${paths.slice(0, SHOWN).join(', ')}${rest}; write to /tmp instead`);
  },
};

/**
 * By `find` where the image has it: the engine's own comparison reads all of the image, and answers
 * nothing else meanwhile.
 */
async function changedPaths(
  engine: Pick<SmokeEngine, 'exec' | 'changes'>,
  id: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  // It ends with 1 for folders that the user may not read, and so not write.
  const { stdout } = await engine.exec(id, FIND, signal);
  const paths = stdout.split('\n').filter((line) => /^\/./.test(line));
  if (paths.length > 0) return paths;
  return (await engine.changes(id, signal)).map(({ path }) => path);
}

/** The files, and the folders that changed by themselves: those above other changes are left out. */
function leavesOf(paths: readonly string[]): readonly string[] {
  const parents = new Set(paths.flatMap(parentsOf));
  return paths.filter((path) => !parents.has(path));
}

function parentsOf(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(1, -1).map((_, index) => parts.slice(0, index + 2).join('/'));
}

function isFree(path: string, mounts: readonly string[]): boolean {
  const isMount = mounts.some(
    (mount) => mount === path || mount.startsWith(`${path}/`) || path.startsWith(`${mount}/`),
  );
  return isMount || FREE.some((pattern) => pattern.test(path));
}
