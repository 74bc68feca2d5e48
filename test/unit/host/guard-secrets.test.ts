import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createAzurePipelinesHost } from '@package-model/host/azure-pipelines/host';
import { loadTaskLibrary } from '@package-model/host/azure-pipelines/library';
import { createGithubHost } from '@package-model/host/github/host';
import type { Made, Write } from '@package-model/host/host';
import { createTerminalHost } from '@package-model/host/terminal/host';
import { expect, test } from 'vitest';
import { guardSecrets } from '../../../packages/host/src/guard-secrets.ts';

process.env['AGENT_TEMPDIRECTORY'] = mkdtempSync(join(tmpdir(), 'guard-secrets-'));
process.env['SYSTEM_DEBUG'] = 'true';
const { task } = await loadTaskLibrary(process.env);
const { default: library } = await import('azure-pipelines-task-lib/task.js');
let print: Write = () => {};
library.setStdStream(
  new Writable({
    decodeStrings: false,
    write(chunk: string, _, done) {
      print(chunk);
      done();
    },
  }),
);

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
  return { host: guardSecrets(host), printed };
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

const canary = 'canary##[x]canary ##vso[y]canary\u0007canary';

const runners = {
  'a GitHub action': (write: Write) => createGithubHost({ environment: {}, write, now: () => 0 }),
  'an Azure Pipelines task': (write: Write) =>
    createAzurePipelinesHost(task, { inputs: {}, write, now: () => 0 }),
};

test.each(Object.entries(runners))(
  'a secret that is made inert as text is hidden all the same in the log of %s',
  async (_, open) => {
    let text = '';
    const write = (more: string): void => void (text += more);
    print = write;
    const host = guardSecrets(open(write));
    host.addSecret(canary);
    const place = { file: 'score.py', line: 1 };
    const { log } = host;
    log.debug(canary);
    log.info(`Pulled ${canary}.`);
    log.notice?.(canary);
    log.warn(canary, place);
    log.progress({ task: canary, doneBytes: 1, totalBytes: 2 });
    await host.group(canary, () => Promise.resolve(), { number: 1, of: 1 });
    host.fail([{ message: `no login: ${canary}`, place }], 1);
    const said = text.replaceAll(/^(?:::add-mask::|##vso\[task\.setsecret\]).*$/gm, '');
    expect(said).toContain('Pulled ***.');
    expect(said).toContain('no login: ***');
    expect(said).not.toContain('canary');
  },
);

test('a secret in what a service answered does not come to the tests of a run', async () => {
  const shown: Made[] = [];
  const { host } = start();
  const guarded = guardSecrets({ ...host, publish: async (made) => void shown.push(made) });
  guarded.addSecret(canary);
  const junit = () => Promise.resolve(`<failure message="got ${canary}"/>`);
  await guarded.publish?.({ kind: 'test-results', title: canary, junit });
  const [made] = shown;
  expect(made).toMatchObject({ kind: 'test-results', title: '***' });
  expect(made?.kind === 'test-results' && (await made.junit())).toBe(
    '<failure message="got ***"/>',
  );
});
