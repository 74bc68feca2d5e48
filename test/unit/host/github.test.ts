import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createGithubHost } from '../../../packages/host/src/github.ts';

function start(environment: Record<string, string> = {}) {
  const written: string[] = [];
  const host = createGithubHost({
    environment,
    write: (text) => void written.push(text),
    now: () => 0,
  });
  return { host, text: () => written.join('') };
}

test('reads inputs with hyphens and leaves blank ones out', async () => {
  const { host } = start({ 'INPUT_MODEL-NAME': 'diabetes', 'INPUT_MODEL-PATH': ' ' });
  const inputs = await host.readInputs(['model-name', 'model-path', 'image']);
  expect(inputs).toEqual({ 'model-name': 'diabetes' });
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
