import { expect, it } from 'vitest';
import { telltale } from '../../../../../packages/core/src/smoke/failure/log-tail.ts';
import { initLog, own } from './server-logs.ts';

it("keeps the user's frames of a traceback and drops the server's", () => {
  const shown = telltale(
    initLog(`${own(7, 'factor = 1 / 0')}\nZeroDivisionError: division by zero`),
  );
  expect(shown).toContain('line 7, in init\n    factor = 1 / 0\nZeroDivisionError');
  expect(shown).not.toContain('azureml_inference_server_http');
  expect(shown).not.toContain('UserScriptException');
});

it("shows the script's last words, not the server's at each start", () => {
  const log =
    'Server Settings\n---------------\nWorker Count: 1\nloading part 3\n2026-11-27 22:44:46,076 I [1] gunicorn.error - Booting worker with pid: 7\n';
  expect(telltale(log)).toBe('loading part 3');
});

it('shows what the server said where the script said nothing', () => {
  expect(telltale('Server Settings\nWorker Count: 1\n')).toBe('Server Settings\nWorker Count: 1');
});
