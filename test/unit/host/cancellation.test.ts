import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const source = fileURLToPath(
  new URL('../../../packages/host/src/cancellation.ts', import.meta.url),
);

/** A process that is cancelled and cleans up until it is told to end. */
const program = `
import { listenForCancellation } from ${JSON.stringify(source)};
const { signal } = listenForCancellation((name) => new Error(name));
for (let count = 0; count < 50; count += 1) signal.addEventListener('abort', () => {});
signal.addEventListener('abort', () => console.log('cleaning up after ' + signal.reason.message));
process.on('SIGTERM', () => console.log('SIGTERM came'));
process.stdin.once('end', () => process.exit(7)).resume();
console.log('ready');
`;

type Run = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Sends each signal as soon as the text before it was printed, then closes standard input. */
async function run(
  steps: readonly (readonly [text: string, signal: NodeJS.Signals])[],
  more = '',
): Promise<Run> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program + more]);
  let stdout = '';
  let stderr = '';
  const waiting = [...steps];
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    const [next] = waiting;
    if (next !== undefined && stdout.includes(next[0])) {
      waiting.shift();
      child.kill(next[1]);
    }
    if (waiting.length === 0 && stdout.includes('SIGTERM came')) child.stdin.end();
  });
  await once(child, 'close');
  return { code: child.exitCode, stdout, stderr };
}

test('SIGTERM after SIGINT, as runners send it, does not cut the clean-up short', async () => {
  const { code, stdout } = await run([
    ['ready', 'SIGINT'],
    ['cleaning up', 'SIGTERM'],
  ]);
  expect(stdout).toBe('ready\ncleaning up after SIGINT\nSIGTERM came\n');
  expect(code).toBe(7);
});

test('Ctrl+Break, which the runner on Windows sends after Ctrl+C, is a signal like SIGTERM', async () => {
  const ctrlBreak = "process.emit('SIGBREAK', 'SIGBREAK');";
  const { code, stdout } = await run([['cleaning up after SIGBREAK', 'SIGTERM']], ctrlBreak);
  expect(stdout).toBe('ready\ncleaning up after SIGBREAK\nSIGTERM came\n');
  expect(code).toBe(7);
  const again = await run([['never printed', 'SIGKILL']], `${ctrlBreak}${ctrlBreak}`);
  expect(again).toMatchObject({ code: 1, stdout: 'ready\ncleaning up after SIGBREAK\n' });
});

test('the same signal again ends the process at once', async () => {
  const { code, stdout } = await run([
    ['ready', 'SIGINT'],
    ['cleaning up', 'SIGINT'],
  ]);
  expect(stdout).toBe('ready\ncleaning up after SIGINT\n');
  expect(code).toBe(1);
});

test('many listeners are no leak that Node warns of', async () => {
  const { stderr } = await run([['ready', 'SIGTERM']]);
  expect(stderr).not.toContain('MaxListenersExceededWarning');
});
