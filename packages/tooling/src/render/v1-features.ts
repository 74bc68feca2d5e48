import { markdownTable } from './tables.ts';
import { corpusTest } from '../v1/feature.ts';
import type { V1Feature, V1Proof } from '../v1/feature.ts';

/** docs/reference/v1-features.md: each feature of Azure ML SDK v1 with the test that proves it. */
export function renderV1Features(features: readonly V1Feature[]): string {
  const areas = [...new Set(features.map(({ area }) => area))];
  const proved = features.filter(({ test }) => test !== undefined).length;
  const parts = areas.map((area) => {
    const rows = features
      .filter((feature) => feature.area === area)
      .map(({ feature, test }) => [feature, test === undefined ? 'not yet' : proofOf(test)]);
    return `## ${area}\n\n${markdownTable(['Feature', 'Test that proves it'], rows)}\n`;
  });
  const head = [
    '# Azure ML SDK v1: what works, and the test that proves it',
    '',
    `${proved} of ${features.length} features have a test; the others say so. "Project" is one of test/fixtures/projects, whose plan or faults are a golden file that [one test](../../${corpusTest.file}) compares.`,
    '',
  ].join('\n');
  return `${head}\n${parts.join('\n')}`;
}

function proofOf({ file, name, project }: V1Proof): string {
  if (project !== undefined) return `project [${project}](../../test/fixtures/projects/${project})`;
  const short = file.replace(/^test\//, '').replace(/\.test\.ts$/, '');
  return `[${short}](../../${file}): ${name}`;
}
