import { InputError } from '@package-model/core/errors';
import { casesOf } from '@package-model/steps/smoke-test/cases';
import { expect, test } from 'vitest';

const context = { settings: { workingDirectory: '/work' }, spell: (name: string) => name };

async function faultsOf(text: string) {
  const error: unknown = await casesOf({ kind: 'inline', text }, context).catch((e: unknown) => e);
  if (!(error instanceof InputError)) throw new Error('no fault was found', { cause: error });
  return error.faults;
}

test('cases in the input itself stand in no file that an annotation could name', async () => {
  const text = '- name: one\n  request: 1\n  expct: { json: 3 }\n';
  expect(await faultsOf(text)).toEqual([
    {
      message: 'cases:3:3 ([0].expct): expct is not known here; did you mean expect?',
      place: { key: 'cases' },
    },
  ]);
  expect(await faultsOf('[{"name": 1,')).toMatchObject([
    { message: expect.stringMatching(/^cases:1:\d+: /), place: { key: 'cases' } },
  ]);
});
