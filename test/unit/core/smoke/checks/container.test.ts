import { Secret } from '@package-model/core/secret';
import { cleanStop } from '@package-model/core/smoke/checks/clean-stop';
import { memoryGrowth } from '@package-model/core/smoke/checks/memory-growth';
import { rootUser } from '@package-model/core/smoke/checks/root-user';
import { hideSecrets } from '@package-model/core/smoke/checks/secret-shapes';
import { secretsInLog } from '@package-model/core/smoke/checks/secrets-in-log';
import { writesOutsideTmp } from '@package-model/core/smoke/checks/writes-outside-tmp';
import { afterEach, describe, expect, test } from 'vitest';
import { behaves, services } from './service.ts';

const { start, contextOf, close } = services();
afterEach(close);

const ofContainers = [rootUser, writesOutsideTmp, memoryGrowth, secretsInLog, cleanStop];

test.each(ofContainers)('$id passes for a container that behaves', async (check) => {
  const context = await contextOf(await start(behaves));
  expect(await check.run(context)).toEqual({ outcome: 'passed' });
});

test.each(ofContainers)('$id is skipped for a service that runs elsewhere', async (check) => {
  const context = await contextOf(await start(behaves));
  const subject = { ...context.subject, container: undefined };
  expect(await check.run({ ...context, subject })).toMatchObject({
    outcome: 'skipped',
    message: expect.stringContaining('runs elsewhere'),
  });
});

test('a process that is root is told', async () => {
  const service = await start(behaves);
  service.engine.running = [
    { user: '10001', command: 'nginx', memoryBytes: 1 },
    { user: '0', command: 'azmlinfsrv --port 5001', memoryBytes: 1 },
  ];
  expect(await rootUser.run(await contextOf(service))).toMatchObject({
    message: expect.stringContaining('azmlinfsrv --port 5001 runs as root'),
  });
});

describe('what is written', () => {
  test('outside of temporary folders is told, without the folders above it', async () => {
    const service = await start(behaves);
    service.engine.written = [
      { path: '/opt', kind: 'changed' },
      { path: '/opt/state', kind: 'added' },
      { path: '/opt/state/a.db', kind: 'added' },
      { path: '/etc/passwd', kind: 'changed' },
      { path: '/tmp/x', kind: 'added' },
    ];
    expect(await writesOutsideTmp.run(await contextOf(service))).toEqual({
      outcome: 'failed',
      message: 'written: /opt/state/a.db, /etc/passwd; write to /tmp instead',
    });
  });

  test('is asked of find, where the image has it', async () => {
    const service = await start(behaves);
    const stdout = '/\n/proc\n/etc\n/etc/hosts\n/opt\n/opt/state.db\n/tmp\n';
    service.engine.exec = async () => ({ exitCode: 1, stdout });
    expect(await writesOutsideTmp.run(await contextOf(service))).toMatchObject({
      message: 'written: /opt/state.db; write to /tmp instead',
    });
  });

  test('to temporary and home folders, mounts and caches of Python is free', async () => {
    const service = await start(behaves);
    const paths = [
      '/tmp/.gunicorn/gunicorn.ctl',
      '/run/nginx.pid',
      '/var/log/a.log',
      '/home/user/.cache/x',
      '/root/.config',
      '/var/azureml-app/__pycache__/score.cpython-311.pyc',
      '/given/model',
    ];
    service.engine.written = paths.map((path) => ({ path, kind: 'added' }));
    const given = { env: {}, mounts: [{ source: '/here', target: '/given/model' }] };
    const verdict = await writesOutsideTmp.run(await contextOf(service, { given }));
    expect(verdict).toEqual({ outcome: 'passed' });
  });
});

describe('secrets in the log', () => {
  const key = 'A1b2C3d4'.repeat(6);
  test.each([
    ['AccountName=a;AccountKey=' + key + '==;EndpointSuffix=x', 'an account key'],
    ['GET https://a.example/b?sv=1&sig=' + key, 'a signature of a shared access link'],
    ['-----BEGIN RSA PRIVATE KEY-----', 'a private key'],
    ['token ghp_' + key, 'a GitHub token'],
    ['AKIAABCDEFGHIJKLMNOP', 'an AWS access key'],
    ['Bearer eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.c2lnbmF0dXJl0', 'a JSON web token'],
    ['postgres://robot:hidden-word@db.example/x', 'a password in a URL'],
    ['started with canary-word', 'the value of the variable DATABASE'],
    ['the token is plain-canary', 'the value of the variable API_TOKEN'],
  ])('%s is told and hidden', async (line, what) => {
    const service = await start(behaves);
    service.engine.log = `started\n${line}\n`;
    const env = { DATABASE: new Secret('canary-word'), API_TOKEN: 'plain-canary', MODE: 'started' };
    const verdict = await secretsInLog.run(await contextOf(service, { given: { env } }));
    expect(verdict).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining(what),
    });
    expect(verdict).toMatchObject({ message: expect.stringContaining('(line 2)') });
    const shown = `${JSON.stringify(verdict)}${hideSecrets(service.engine.log, env)}`;
    expect(shown).not.toMatch(/A1b2C3d4|BEGIN|ghp_A|AKIA|eyJ|hidden-word|canary/);
  });

  test.each([
    'sig=short',
    'https://a.example/b?c=d',
    'eyJust a word',
    'AccountKey=***',
    'https://***@host',
  ])('are not seen in %s', async (line) => {
    const service = await start(behaves);
    service.engine.log = `${line}\n`;
    expect(await secretsInLog.run(await contextOf(service))).toEqual({ outcome: 'passed' });
  });
});

describe('memory', () => {
  /** Processes that take so many MiB more at each look. */
  async function growing(steps: readonly number[]) {
    const service = await start(behaves);
    let look = 0;
    service.engine.processes = async () => {
      const memoryBytes = (steps[look] ?? 0) * 2 ** 20;
      look += 1;
      return [{ user: '1', command: 'server', memoryBytes }];
    };
    return memoryGrowth.run(await contextOf(service));
  }

  test('that grows in both halves is told', async () => {
    expect(await growing([100, 150, 200])).toMatchObject({
      message: expect.stringContaining('from 100 MiB to 150 MiB over 50 requests and to 200 MiB'),
    });
  });

  test.each([[[100, 180, 181]], [[100, 101, 180]], [[100, 105, 110]], [[1000, 1030, 1060]]])(
    'that settles or hardly grows passes: %j',
    async (steps) => {
      expect(await growing(steps)).toEqual({ outcome: 'passed' });
    },
  );

  test('of a slow model is not looked at', async () => {
    const context = await contextOf(await start(behaves), { latencyMs: 1200 });
    expect(await memoryGrowth.run(context)).toEqual({
      outcome: 'skipped',
      message:
        'one answer takes 1200 ms: 100 of them would take longer than the 10 s of this check',
    });
  });

  test('is no longer looked at when the answers turn out to be slow', async () => {
    let sent = 0;
    const service = await start({
      ...behaves,
      'POST /score': () => {
        sent += 1;
        service.clock.advance(400);
        return { body: '[2, 4]' };
      },
    });
    const context = await contextOf(service);
    expect(await memoryGrowth.run(context)).toMatchObject({
      outcome: 'skipped',
      message: expect.stringMatching(/^one answer takes 400 ms/),
    });
    expect(sent).toBeLessThan(10);
  });
});

describe('the end', () => {
  test('that had to be forced is told', async () => {
    const service = await start(behaves);
    service.engine.exitCode = 137;
    expect(await cleanStop.run(await contextOf(service))).toMatchObject({
      message: expect.stringContaining('did not end within 10 s of SIGTERM'),
    });
  });

  test('is not tried when something has failed', async () => {
    const service = await start(behaves);
    const verdict = await cleanStop.run(await contextOf(service, { hasFailed: true }));
    expect(verdict).toMatchObject({ outcome: 'skipped' });
    expect(service.engine.calls).toEqual([]);
  });
});
