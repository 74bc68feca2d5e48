import { createTerminalHost } from '@package-model/host/terminal/host';
import { expect, test } from 'vitest';
import { guardOutputs } from '../../../packages/host/src/guard-outputs.ts';

function start() {
  const printed = { stdout: '', stderr: '' };
  const host = createTerminalHost({
    inputs: {},
    stdout: (text) => void (printed.stdout += text),
    stderr: (text) => void (printed.stderr += text),
    now: () => 0,
    outputs: 'json',
    progress: 'lines',
    debug: false,
  });
  return { host: guardOutputs(host), printed };
}

test('an output with a secret in it is not set, and a warning names it', async () => {
  const { host, printed } = start();
  host.addSecret('first-canary\nsecond-canary');
  await host.setOutputs({ image: 'h/r@sha256:1', url: 'https://u:second-canary@h/' });
  expect(JSON.parse(printed.stdout)).toEqual({ image: 'h/r@sha256:1' });
  expect(printed.stderr).toContain('The output url is not set');
  expect(printed.stdout + printed.stderr).not.toContain('canary');
});

test('a secret of a few characters does not take outputs away that happen to hold them', async () => {
  const { host, printed } = start();
  host.addSecret('1');
  await host.setOutputs({ 'model-version': '12' });
  expect(JSON.parse(printed.stdout)).toEqual({ 'model-version': '12' });
});
