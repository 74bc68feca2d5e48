import { causes } from '@package-model/core/smoke/failure/catalogue';

/** The page of causes that a failed smoke test can have. */
export function renderTroubleshooting(): string {
  const sections = causes.flatMap(({ id, title, meaning, remedy }) => [
    `## \`${id}\``,
    '',
    `**${title}.**`,
    '',
    meaning,
    '',
    `What to do: ${remedy}`,
    '',
  ]);
  return [
    '# Troubleshooting',
    '',
    'When a container does not start, or a case fails, the smoke test looks for the cause in the log, the exit code, the state of the engine and the image. The first line of its message says what was wrong, where, and what to do; the report has the same under `cause`, with the `id` below. They are looked for in this order, and the first that fits is told. Where none fits, the message shows the last useful lines of the log.',
    '',
    ...sections,
  ].join('\n');
}
