import { systemClock } from '@package-model/core/clock';
import { CodedError, InputError } from '@package-model/core/errors';
import { expect, test } from 'vitest';
import { StepFailed } from '../../../packages/steps/src/step-failed.ts';
import type { Outputs, StepContext } from '../../../packages/steps/src/step.ts';
import { start } from './start-step.ts';

type Work = (context: StepContext) => Promise<Outputs>;

/** Runs a step on a clock that moves only where the work says so; gives its summaries too. */
async function startTimed(
  work: (context: StepContext, pass: (ms: number) => void) => ReturnType<Work>,
  options: Parameters<typeof start>[1] = {},
) {
  const summaries: string[] = [];
  let now = 0;
  const result = await start((context) => work(context, (ms) => void (now += ms)), {
    ...options,
    clock: { ...systemClock, now: () => now },
    host: { summarize: async (markdown) => void summaries.push(markdown), ...options.host },
  });
  expect(summaries).toHaveLength(1);
  return { ...result, summary: summaries[0] ?? '' };
}

test('the summary begins with how it ended and how long each part took', async () => {
  const { summary, stderr } = await startTimed(async (context, pass) => {
    await context.group('build-image', async () => pass(15_200), { number: 1, of: 2 });
    await context.group('smoke-test', async () => pass(800), { number: 2, of: 2 });
    pass(500);
    return {};
  });
  expect(summary.split('\n').slice(0, 3)).toEqual([
    '### ✅ Test: done in 16.5 s',
    '',
    'build-image 15.2 s, smoke-test 800 ms',
  ]);
  expect(stderr).toContain('Took 16.5 s: build-image 15.2 s, smoke-test 800 ms.\n');
});

test('a part that failed is in the times, too', async () => {
  const { summary } = await startTimed(async (context, pass) => {
    await context.group('build-image', async () => pass(10), { number: 1, of: 2 });
    return context.group(
      'smoke-test',
      async () => {
        pass(20);
        throw new CodedError('DENIED', 'the push was refused');
      },
      { number: 2, of: 2 },
    );
  });
  expect(summary).toContain('build-image 10 ms, smoke-test 20 ms');
});

test('the summary of a failure says why, with each line of a long reason', async () => {
  const { summary } = await startTimed(async () => {
    throw new CodedError(
      'BUILD',
      'the build failed. Its last lines:\n  ```\n<b>no space</b>\nWhat to do: free some',
    );
  });
  expect(summary).toMatch(/^### ❌ Test: failed after 0 ms\n/);
  expect(summary).toContain(
    '**the build failed. Its last lines:**\n\n````text\n  ```\n<b>no space</b>\nWhat to do: free some\n````\n',
  );
});

test('the summary of bad input names the place of each fault', async () => {
  const { summary } = await startTimed(async () => {
    throw new InputError('BAD_FILE', [
      {
        message: 'this is no `JSON`',
        place: { file: 'inferenceconfig.json', line: 4, column: 19 },
      },
      { message: 'model-path: is missing' },
    ]);
  });
  expect(summary).toContain(
    '- inferenceconfig.json:4:19: this is no \\`JSON\\`\n- model-path: is missing\n',
  );
});

test('inputs that are refused before any work have annotations alone', async () => {
  const summaries: string[] = [];
  const { exitCode } = await start(() => Promise.resolve({}), {
    inputs: { 'model-name': '!' },
    host: { summarize: async (markdown) => void summaries.push(markdown) },
  });
  expect({ exitCode, summaries }).toEqual({ exitCode: 2, summaries: [] });
});

test('what the step itself says of its failure is not said twice', async () => {
  const { summary } = await startTimed(async (context) => {
    context.summarize('#### 1 of 2 cases failed\n');
    throw new StepFailed('1 of 2 cases failed', { passed: 'false' });
  });
  expect(summary.match(/1 of 2 cases failed/g)).toHaveLength(1);
});

test('a cancelled run is told as one', async () => {
  const controller = new AbortController();
  const { summary } = await startTimed(
    async () => {
      controller.abort(new CodedError('ABORTED', 'SIGINT'));
      throw new Error('socket hang up');
    },
    { signal: controller.signal },
  );
  expect(summary).toContain('**Cancelled: SIGINT**');
  expect(summary).not.toContain('socket');
});

test('a secret in a reason does not come into the summary', async () => {
  const { summary } = await startTimed(async () => {
    throw new CodedError('DENIED', 'refused canary-7 and\ncanary-8');
  });
  expect(summary).toContain('refused');
  expect(summary).not.toContain('canary');
});

test('outputs are folded, and what matters most stands first', async () => {
  const { summary } = await startTimed(async (context) => {
    context.summarize('tested\n');
    context.summarize('released\n', { place: 'first' });
    return { image: 'repository@digest' };
  });
  expect(summary.indexOf('released')).toBeLessThan(summary.indexOf('tested'));
  expect(summary).toContain('<details><summary>Outputs</summary>\n\n| output | value |');
  expect(summary).toContain('| image | repository@digest |\n\n</details>\n');
});
