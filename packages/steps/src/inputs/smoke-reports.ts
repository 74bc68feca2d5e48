import type { Fault } from '@package-model/core/errors';
import type { InputTable, ValuesOf } from '../step.ts';
import { optionalText, switchInput } from './define.ts';
import { reportPath } from './smoke.ts';

/** Where the findings go. */
export const reportInputs = {
  'report-path': reportPath,
  'junit-path': optionalText('path', {
    group: 'reports',
    description: 'Where the report is written as JUnit XML, for the test tab of a pipeline.',
    example: 'smoke-junit.xml',
  }),
  'html-path': optionalText('path', {
    group: 'reports',
    description: 'Where the report is written as one HTML page without scripts, for people.',
    example: 'smoke-report.html',
  }),
  'summary-path': optionalText('path', {
    group: 'reports',
    description: 'Where the report is written as Markdown, the same as in the summary of the job.',
    example: 'smoke-summary.md',
  }),
  'publish-report': switchInput({
    group: 'reports',
    only: ['azure-pipelines'],
    description:
      'Keep the report, and the HTML page where html-path is given, as the artifact smoke-report of the run; in a classic release, beside its logs.',
  }),
} as const satisfies InputTable;

export type ReportValues = Partial<ValuesOf<typeof reportInputs>>;

/** Reports that would be written over one another. */
export function checkReportPaths(
  values: ReportValues,
  spell: (inputName: string) => string,
): readonly Fault[] {
  const names = ['report-path', 'junit-path', 'html-path', 'summary-path'] as const;
  const given = names.filter((name) => values[name] !== undefined);
  return given.flatMap((name, index) => {
    const other = given.slice(0, index).find((before) => values[before] === values[name]);
    if (other === undefined) return [];
    const message = `${values[name]} is the path of ${spell(other)}, too; give each report its own`;
    return [{ message, place: { key: spell(name) } }];
  });
}
