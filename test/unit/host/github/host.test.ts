import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createGithubHost } from '../../../../packages/host/src/github/host.ts';

function start(environment: Record<string, string> = {}) {
  const written: string[] = [];
  const host = createGithubHost({
    environment,
    write: (text) => void written.push(text),
    now: () => 0,
    workingDirectory: '/work/repo',
  });
  return { host, text: () => written.join('') };
}

test('reads inputs with hyphens and leaves blank ones out', async () => {
  const { host } = start({ 'INPUT_MODEL-NAME': 'diabetes', 'INPUT_MODEL-PATH': ' ' });
  const inputs = await host.readInputs(['model-name', 'model-path', 'image']);
  expect(inputs).toEqual({ 'model-name': 'diabetes' });
});

test('an empty token is none, so that a workflow can take the default away', async () => {
  const { host } = start({ 'INPUT_GITHUB-TOKEN': '' });
  expect(await host.readInputs(['github-token'])).toEqual({});
});

test('prints text that looks like a command where the runner does not read it', () => {
  const { host, text } = start();
  host.log.info('before\n::set-output name=image::evil');
  const token = /^::stop-commands::([0-9a-f]{32})\n/.exec(text())?.[1] ?? 'none';
  expect(text()).toBe(
    `::stop-commands::${token}\nbefore\n::set-output name=image::evil\n::${token}::\n`,
  );
});

test('uses another token each time', () => {
  const { host, text } = start();
  host.log.info('::a::');
  host.log.info('::a::');
  const tokens = [...text().matchAll(/::stop-commands::(\w+)/g)].map((match) => match[1]);
  expect(new Set(tokens).size).toBe(2);
});

test('annotates the file, line and column of a fault', () => {
  const { host, text } = start();
  const place = { file: 'a,b.json', line: 3, column: 7, key: 'entryScript' };
  expect(host.fail([{ message: 'is missing', place }], 2)).toBe(2);
  expect(text()).toBe('::error file=a%2Cb.json,line=3,col=7::entryScript: is missing\n');
});

test('annotates nine of many faults, counts the rest and lists all in the log', () => {
  const { host, text } = start();
  const issues = Array.from({ length: 30 }, (_, index) => ({ message: `fault ${index}` }));
  host.fail(issues, 2);
  const lines = text().trimEnd().split('\n');
  expect(lines.filter((line) => line.startsWith('::error::'))).toHaveLength(10);
  expect(lines).toContain('::error::and 21 more; the log has all of them');
  expect(lines).toContain('fault 29');
});

test('closes a group when the work in it fails', async () => {
  const { host, text } = start();
  const work = host.group('Build', () => Promise.reject(new Error('no')));
  await expect(work).rejects.toThrow('no');
  expect(text()).toBe('::group::Build\n::endgroup::\n');
});

test('masks each line of a secret', () => {
  const { host, text } = start();
  host.addSecret('first%\nsecond');
  expect(text()).toBe('::add-mask::first%25\n::add-mask::second\n');
});

test('masks a secret once, however often it turns up', () => {
  const { host, text } = start();
  host.addSecret('canary');
  host.addSecret('canary');
  expect(text()).toBe('::add-mask::canary\n');
});

test('writes outputs and the summary to the files of the runner', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'host-'));
  const files = { GITHUB_OUTPUT: join(folder, 'out'), GITHUB_STEP_SUMMARY: join(folder, 'sum') };
  for (const [name, file] of Object.entries(files)) {
    await writeFile(file, '');
    process.env[name] = file;
    onTestFinished(() => void delete process.env[name]);
  }
  const { host } = start(files);
  await host.setOutputs({ image: 'a\nimage=evil' });
  await host.summarize?.('# Title');
  const output = await readFile(files.GITHUB_OUTPUT, 'utf8');
  const delimiter = /^image<<(\S+)\n/.exec(output)?.[1] ?? 'none';
  expect(output).toBe(`image<<${delimiter}\na\nimage=evil\n${delimiter}\n`);
  expect(await readFile(files.GITHUB_STEP_SUMMARY, 'utf8')).toBe('# Title\n');
});

test('annotates a file from the workspace on, wherever the step works', () => {
  const { host, text } = start({ GITHUB_WORKSPACE: '/work' });
  host.log.warn('look', { file: 'src/score.py', line: 4 });
  expect(text()).toBe('::warning file=repo/src/score.py,line=4::look\n');
});

test('tells the place of a file outside of the workspace in the message', () => {
  const { host, text } = start({ GITHUB_WORKSPACE: '/work/repo' });
  host.fail([{ message: 'is wrong', place: { file: '/etc/pip.conf', line: 2 } }], 2);
  expect(text()).toBe('::error::/etc/pip.conf:2: is wrong\n');
});

test.each(['warn', 'notice'] as const)(
  'annotates nine of many by %s and counts the rest',
  (kind) => {
    const { host, text } = start();
    const say = host.log[kind];
    for (let index = 1; index <= 12; index += 1) say?.(`line ${index}`);
    host.finish?.();
    const name = kind === 'warn' ? 'warning' : 'notice';
    const shown = text().match(new RegExp(`^::${name}::.*$`, 'gm')) ?? [];
    expect(shown).toHaveLength(10);
    expect(shown.at(-1)).toBe(`::${name}::and 3 more; the log has all of them`);
    expect(text()).toContain(`\n${name}: line 12\n`);
  },
);

test('counts nothing where all warnings had their place', () => {
  const { host, text } = start();
  host.log.warn('one');
  host.finish?.();
  expect(text()).toBe('::warning::one\n');
});

test('cuts a message as long as the page shows, and has all of it in the log', () => {
  const { host, text } = start();
  const message = `${'x'.repeat(4068)}😀${'y'.repeat(2000)}`;
  host.fail([{ message }], 1);
  const [line = '', command = ''] = text().split('\n');
  expect(line).toBe(message);
  expect(command.length).toBeLessThanOrEqual('::error::'.length + 4096);
  expect(command).toMatch(/x… cut; the log has all of it$/);
});

test('declares an image of a registry for the runner and nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'host-'));
  const path = join(folder, 'artifacts');
  await writeFile(path, '');
  const { host } = start({ GITHUB_ARTIFACTS: path });
  const digest = `sha256:${'a'.repeat(64)}`;
  await host.publish?.({ kind: 'image', reference: `ghcr.io/org/m:1.0@${digest}` });
  await host.publish?.({ kind: 'image', reference: `models@${digest}` });
  await host.publish?.({ kind: 'run-tag', text: 'm:1' });
  expect(await readFile(path, 'utf8')).toBe(`oci://ghcr.io/org/m@${digest}\n`);
});
