import { lintRules } from '@package-model/core/package/dockerfile/lint/rules';

/** The reference page of the Dockerfile rules. */
export function renderDockerfileRules(): string {
  const rows = lintRules.map(
    ({ id, severity, summary, fix }) =>
      `| \`${id}\` | ${severity} | ${cell(summary)} | ${cell(fix)} |`,
  );
  return [
    '# Rules for Dockerfiles',
    '',
    'What `package-model` looks for in a Dockerfile that is given as `dockerfile`. An error ends the step before anything is built; a warning is an annotation on its line; a hint is a line in the log.',
    '',
    '`# package-model ignore=RULE` on the line before an instruction, or inside it, switches a rule off there; `# package-model ignore-file=RULE` switches it off in all of the file. Several rules stand between commas.',
    '',
    '| Rule | Severity | What is wrong | What to do |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
