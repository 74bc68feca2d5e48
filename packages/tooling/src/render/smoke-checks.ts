import { allChecks } from '@package-model/core/smoke/checks/all';
import type { Check } from '@package-model/core/smoke/checks/check';

/** The reference page of the smoke test's checks. */
export function renderSmokeChecks(): string {
  const rows = allChecks.map(
    ({ id, severity, title }) => `| [\`${id}\`](#${id}) | ${severity} | ${title} |`,
  );
  return [
    '# Checks of the smoke test',
    '',
    'What the smoke test looks for in every service, whatever its cases say. An error fails the smoke test; a warning is told in the log and stands in the report. The input `checks` changes that: `root-user=error, same-answer=off`. A check that cannot be done is skipped, and the report says why: those that look at a container, for a service that runs elsewhere.',
    '',
    '| Check | Severity | What must be so |',
    '| --- | --- | --- |',
    ...rows,
    '',
    ...allChecks.flatMap(section),
  ].join('\n');
}

function section({ id, title, severity, why, remedy }: Check): readonly string[] {
  const told = severity === 'error' ? 'An error' : 'A warning';
  return [`## ${id}`, '', `${title}. ${told}.`, '', why, '', `What to do: ${remedy}`, ''];
}
