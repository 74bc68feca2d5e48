import type { Log } from '../../log.ts';
import type { Change } from './verdict.ts';

/** Says what was changed of a plan, one line each as a diff has them. */
export function reportChanges(
  changes: readonly Change[],
  file: string,
  log: Pick<Log, 'info'>,
): void {
  if (changes.length === 0) return;
  const many = changes.length === 1 ? 'One line' : `${changes.length} lines`;
  log.info(`${many} of ${file} changed in the plan (upgrade); the file itself stays:`);
  for (const { from, to, why, place } of changes) {
    const { file: own = file, line } = place ?? {};
    const where = line === undefined ? own : `${own}:${line}`;
    if (from !== undefined) log.info(`- ${from}  (${where}: ${why})`);
    if (to !== undefined) log.info(`+ ${to}${from === undefined ? `  (${where}: ${why})` : ''}`);
  }
}
