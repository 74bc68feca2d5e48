import { InputError } from '@package-model/core/errors';
import { parseImageReference } from '@package-model/core/oci/reference';
import type { ImageReference } from '@package-model/core/oci/reference';
import { chooseModelRegistry } from '@package-model/steps/choose-registry';
import { describe, expect, test } from 'vitest';

function image(text: string): ImageReference {
  const parsed = parseImageReference(text);
  if ('fault' in parsed) throw new Error(parsed.fault);
  return parsed.value;
}

const context = (ci: boolean) => ({
  settings: {
    workingDirectory: '/work',
    temporaryDirectory: '/tmp',
    runId: 'run-1',
    cacheDirectory: undefined,
    dockerConfigDirectory: '/home/.docker',
    ci,
    network: {},
  },
  spell: (name: string) => `--${name}`,
});

describe('where models live', () => {
  const given = { kind: 'layout', path: '/disk' } as const;

  test.each([true, false])('is what the input says, in a pipeline or not: %s', (ci) => {
    expect(chooseModelRegistry(given, image('host.example/team/x:1'), context(ci))).toBe(given);
  });

  test('is a folder on a terminal', () => {
    const chosen = chooseModelRegistry(undefined, image('host.example/team/x:1'), context(false));
    expect(chosen).toEqual({ kind: 'layout', path: '.models' });
  });

  test.each([
    ['host.example/team/x:1', 'team'],
    ['host.example:5000/a/b/c', 'a/b'],
    ['host.example/x', ''],
  ])('is beside the image %s in a pipeline', (text, prefix) => {
    const chosen = chooseModelRegistry(undefined, image(text), context(true));
    expect(chosen).toMatchObject({ kind: 'registry', prefix });
  });

  test.each([undefined, image('dir:images:1')])(
    'must be said in a pipeline otherwise',
    (target) => {
      const choose = () => chooseModelRegistry(undefined, target, context(true));
      expect(choose).toThrow(InputError);
      expect(choose).toThrow('version 1 for ever');
    },
  );
});
