import { baseChecks } from '@package-model/core/base/check-base';
import {
  knownImages,
  knownImagesPrefix,
  knownImagesSource,
} from '@package-model/core/base/known-images';

/** The reference page of the known base images and of the checks that any image goes through. */
export function renderKnownImages(): string {
  const { date, documents } = knownImagesSource;
  const images = knownImages.map(
    ({ name, kind, status, successor, note }) =>
      `| \`${cell(name)}\` | ${kind} | ${status} | ${successor === undefined ? '' : `\`${successor}\``} | ${cell(note)} |`,
  );
  const checks = baseChecks.map(({ id, why }) => `| \`${id}\` | ${cell(why)} |`);
  return [
    '# Known base images',
    '',
    `Azure ML's images below \`${knownImagesPrefix}\`, as these documents had them in ${date}: ${documents.join('; ')}. Retired images can still be pulled, but get no patches.`,
    '',
    '| Name | Kind | Status | Today | Note |',
    '| --- | --- | --- | --- | --- |',
    ...images,
    '',
    '## Checks',
    '',
    'What `package-model base-images IMAGE` looks at, and why. Besides, `retired` compares the name with the table above, and `running` what was read with what the image itself says.',
    '',
    '| Check | Why |',
    '| --- | --- |',
    ...checks,
    '',
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
