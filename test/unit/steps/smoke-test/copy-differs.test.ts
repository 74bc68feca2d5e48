import { CopyDiffers, withTrueCopy } from '@package-model/steps/smoke-test/copy-differs';
import { expect, test } from 'vitest';

const differs = new CopyDiffers(["models/m/a.bin differs from the model's layer: its bytes"]);

/** A test of copies: those made of the given kinds of sources differ. */
async function run(sources: readonly string[], wrong: readonly ('at hand' | 'fetched')[]) {
  const tested: (readonly string[])[] = [];
  const said: string[] = [];
  const verdict = withTrueCopy(
    sources,
    async (from) => {
      tested.push(from);
      if (wrong.includes(from.length > 0 ? 'at hand' : 'fetched')) throw differs;
      return 'passed';
    },
    (message) => said.push(message),
  );
  const outcome = await verdict.catch((error: unknown) => error);
  return { tested, said, outcome };
}

test('files at hand that are right are tested once', async () => {
  const found = await run(['a.bin'], []);
  expect(found).toEqual({ tested: [['a.bin']], said: [], outcome: 'passed' });
});

test('files at hand that have changed are said, and those of the repository are tested', async () => {
  const { tested, said, outcome } = await run(['a.bin'], ['at hand']);
  expect([tested, outcome]).toEqual([[['a.bin'], []], 'passed']);
  expect(said.join()).toContain('no longer those of the image:\n  models/m/a.bin differs');
});

test('a copy of the repository that differs is never a verdict', async () => {
  for (const sources of [['a.bin'], []]) {
    const { outcome } = await run(sources, ['at hand', 'fetched']);
    expect(outcome).toMatchObject({ code: 'MODEL_CHANGED', name: 'SmokeError' });
    expect(String(outcome)).toContain('models/m/a.bin differs');
  }
});

test('any other error rises at once', async () => {
  const broken = new Error('the engine is gone');
  const test = async () => {
    throw broken;
  };
  await expect(withTrueCopy(['a.bin'], test, () => {})).rejects.toBe(broken);
});
