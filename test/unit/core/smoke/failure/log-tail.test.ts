import { describe, expect, it } from 'vitest';
import {
  telltale,
  tellsOfKilledWorker,
} from '../../../../../packages/core/src/smoke/failure/log-tail.ts';

const traceback = (error: string): string =>
  `Traceback (most recent call last):\n  File "/var/azureml-app/score.py", line 9, in run\n    x()\n${error}`;
const stamp = '2026-01-02 03:04:05,678 E [7] azmlinfsrv - ';

describe('telltale', () => {
  it('shows the last traceback and not the lines around it', () => {
    const log = [
      `${stamp}Encountered Exception: ${traceback('KeyError: 1')}`,
      `${stamp}Encountered Exception: ${traceback('ValueError: 2')}`,
      '2026-01-02 03:04:06,000 I [7] gunicorn.access - 500',
      '',
    ].join('\n');
    expect(telltale(log)).toBe(`${stamp}Encountered Exception: ${traceback('ValueError: 2')}`);
  });

  it('shows the traceback that the last one came from', () => {
    const chain = '\nThe above exception was the direct cause of the following exception:\n';
    const log = `noise\n${traceback('KeyError: 1')}\n${chain}\n${traceback('UserScriptException')}\n`;
    expect(telltale(log)).toBe(
      `${traceback('KeyError: 1')}\n${chain}\n${traceback('UserScriptException')}`,
    );
  });

  it('shows the last 20 lines of a log without one, at most 4 KiB', () => {
    const log = Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n');
    expect(telltale(log).split('\n')).toHaveLength(20);
    expect(telltale(log)).toContain('line 29');
    expect(telltale('x'.repeat(10_000))).toHaveLength(4096);
  });
});

describe('tellsOfKilledWorker', () => {
  it('knows the words of gunicorn', () => {
    const line = '[ERROR] Worker (pid:8) was sent SIGKILL! Perhaps out of memory?';
    expect(tellsOfKilledWorker(line)).toBe(true);
    expect(tellsOfKilledWorker('all is well')).toBe(false);
  });
});
