import { systemClock } from '@package-model/core/clock';
import { createRun } from '@package-model/core/process/spawn';
import { toldRun } from '@package-model/steps/told-run';
import { expect, test } from 'vitest';

const { signal } = new AbortController();

function told() {
  const lines: string[] = [];
  let now = 0;
  const clock = { ...systemClock, now: () => (now += 7) };
  const log = { debug: (line: string) => void lines.push(line) };
  return { run: toldRun(createRun({ PATH: process.env['PATH'] }), { log, clock }), lines };
}

test('each program has a line for who looks for a cause, with how it ended', async () => {
  const { run, lines } = told();
  const { exitCode } = await run.run('sh', ['-c', 'exit  3\n'], { signal });
  expect(exitCode).toBe(3);
  expect(lines).toEqual(['sh -c exit 3 : exit code 3 after 7 ms']);
});

test('what could not be started is told as well, and long calls are cut', async () => {
  const { run, lines } = told();
  const long = 'x'.repeat(1000);
  await expect(run.run('no-such-program', [long], { signal })).rejects.toThrow('no-such-program');
  expect(lines[0]).toMatch(/^no-such-program x{400,}…: .* after 7 ms$/);
});

test('what is given on standard input is in no line', async () => {
  const { run, lines } = told();
  await run.run('cat', [], { signal, input: 'canary-1' });
  expect(lines.join()).not.toContain('canary');
});
