import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { camelCase } from '@package-model/host/input-names';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAzureLog } from '../../integration/support/azure-log.ts';
import { readGithubLog } from '../../integration/support/github-log.ts';
import { asAgent, asGithub } from '../host/runner-eyes.ts';
import { runEntry } from '../host/run-entry.ts';

const evil = [
  '::set-output name=image::evil',
  '##vso[task.setvariable variable=PATH]evil',
  '##vso[task.complete result=Succeeded;]',
  '##[endgroup]',
  '::stop-commands::x',
  '  ::add-mask::e',
];
const kinds = ['github', 'azure-pipelines', 'terminal'] as const;
type Texts = Readonly<Record<string, string>>;

/** Starts a step as a program of a surface; what it printed, without its own commands' data. */
async function start(kind: (typeof kinds)[number], step: string, texts: Texts) {
  const given = Object.entries(texts);
  const named = (name: string): string => (kind === 'github' ? name : camelCase(name));
  const variables = given.map(([name, text]) => [`INPUT_${named(name).toUpperCase()}`, text]);
  const path = { PATH: process.env['PATH'] ?? '' };
  if (kind === 'terminal') {
    const args = given.map(([name, text]) => `--${name}=${text}`);
    return runEntry('main', path, [step, ...args, '--debug']);
  }
  const environment: Texts = Object.fromEntries(variables);
  return runEntry(`${kind}/${step}`, { ...path, SYSTEM_DEBUG: 'true', ...environment });
}

/** Fails when a runner would obey a command that the surface itself never gives. */
function expectNoEvil(text: string): void {
  const obeyed = [...asGithub(text).commands, ...asAgent(text).commands];
  const own = [
    /^(debug|group|endgroup|error|warning|notice)$/,
    /^set-output$/,
    /^(task\.|build\.addbuildtag$)/,
  ];
  expect(obeyed.filter((name) => !own.some((pattern) => pattern.test(name)))).toEqual([]);
  for (const { name, data, properties } of readGithubLog(text).commands) {
    if (name === 'set-output') expect(data + String(properties['name'])).not.toMatch(/evil/);
  }
  for (const { name, properties, data } of readAzureLog(text).commands) {
    expect(`${name} ${properties['variable'] ?? ''}`).not.toMatch(/setvariable PATH/i);
    if (name === 'task.complete') expect(`${properties['result'] ?? ''}${data}`).toMatch(/^\w+$/);
  }
}

describe.each(kinds)('on the surface %s', (kind) => {
  test('names and words of a model are no commands', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hostile-'));
    const model = join(folder, 'model ::warning::x');
    await mkdir(model);
    for (const name of evil) await writeFile(join(model, name), name);
    const { stdout, stderr } = await start(kind, 'register-model', {
      'model-name': 'm',
      'model-path': model,
      'model-description': evil.join('\n'),
      'model-registry': `dir:${join(folder, 'models')}`,
    });
    expectNoEvil(stdout + stderr);
    expect(stdout + stderr).toMatch(/model-version|modelVersion/);
  });

  describe('with a registry that answers commands', () => {
    const server = createServer((_, response) => {
      response.statusCode = 403;
      response.setHeader('content-type', 'application/json');
      const errors = evil.map((text) => ({ code: 'DENIED', message: `${text}\n${text}` }));
      response.end(JSON.stringify({ errors }));
    });
    beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done())));
    afterAll(() => void server.close());

    test('its words are told and not obeyed', async () => {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      const { stdout, stderr } = await start(kind, 'register-model', {
        'model-name': 'm',
        'model-path': process.execPath,
        'model-registry': `oci://127.0.0.1:${String(port)}/evil`,
      });
      expectNoEvil(stdout + stderr);
      expect(stdout + stderr).toContain('DENIED');
    });
  });

  test('what an engine prints is no command', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hostile-'));
    const engine = join(folder, 'docker');
    const lines = evil.map((text) => `echo '${text}'; echo '${text}' >&2`);
    await writeFile(engine, `#!/bin/sh\n${lines.join('\n')}\nexit 1\n`);
    await chmod(engine, 0o755);
    const { stdout, stderr } = await start(kind, 'smoke-test', {
      image: `h.example/r@sha256:${'a'.repeat(64)}`,
      docker: engine,
    });
    expectNoEvil(stdout + stderr);
    expect(stdout + stderr).toContain('evil');
  });
});
