import { expect, test } from 'vitest';
import { imageTarget } from '../../../../packages/steps/src/inputs/image.ts';
import { lowerCased, noteOnCase } from '../../../../packages/steps/src/inputs/lower-case.ts';
import { modelRegistry } from '../../../../packages/steps/src/inputs/model.ts';
import { parseInputs } from '../../../../packages/steps/src/parse-inputs.ts';

test.each([
  ['ghcr.io/My-Org/Diabetes:V1', 'ghcr.io/my-org/diabetes:V1'],
  ['GHCR.IO/Org/M@sha256:AB', 'ghcr.io/org/m@sha256:AB'],
  ['oci://ghcr.io/My-Org', 'oci://ghcr.io/my-org'],
  ['dir:Images/M:V1', 'dir:Images/M:V1'],
  ['registry.example.com/ghcr.io/M', 'registry.example.com/ghcr.io/M'],
])('%s is %s', (text, expected) => {
  expect(lowerCased(text)).toBe(expected);
  expect(noteOnCase(text) === undefined).toBe(text === expected);
});

test('an image and a registry of GitHub may be written with the capitals of their owner', () => {
  const table = { image: imageTarget, 'model-registry': modelRegistry };
  const raw = {
    image: { text: 'ghcr.io/My-Org/Diabetes:V1' },
    'model-registry': { text: 'oci://ghcr.io/My-Org' },
  };
  expect(parseInputs(table, raw, (name) => name)).toMatchObject({
    image: { location: { repository: 'my-org/diabetes' }, tag: 'V1' },
    'model-registry': { prefix: 'my-org' },
  });
});

test('capitals are a fault on other registries, which may have them', () => {
  const raw = { image: { text: 'registry.example.com/My/M:1' } };
  expect(() => parseInputs({ image: imageTarget }, raw, (name) => name)).toThrow('lower case');
});
