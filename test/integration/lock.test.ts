import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { mustRunCli, runCli } from './support/cli.ts';
import { testDocker } from './support/engine.ts';
import { writeProject } from './support/project.ts';
import { ensureServerBase } from './support/server-base.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { layoutTags } from './support/tags.ts';

const target = ['--image', 'dir:images:1', '--docker', testDocker()];

beforeAll(ensureServerBase);

type Entry = Record<string, unknown>;

/** The only environment of a project's lock file. */
async function lockedIn(project: string): Promise<Entry> {
  const text = await readFile(join(project, 'package-model.lock'), 'utf8');
  const lock: { environments: Record<string, Entry> } = JSON.parse(text);
  const [entry, ...others] = Object.values(lock.environments);
  expect(others).toEqual([]);
  return entry ?? {};
}

async function changeLocked(project: string, change: (entry: Entry) => Entry): Promise<void> {
  const file = join(project, 'package-model.lock');
  const lock: { environments: Record<string, Entry> } = JSON.parse(await readFile(file, 'utf8'));
  const entries = Object.entries(lock.environments);
  const environments = Object.fromEntries(entries.map(([hash, entry]) => [hash, change(entry)]));
  await writeFile(file, JSON.stringify({ ...lock, environments }));
}

test('locks an environment, finds it unchanged, and makes it anew when its base has changed', async () => {
  const project = await temporaryFolder();
  await writeProject(project);
  const first = await mustRunCli(['lock', ...target], { cwd: project });
  expect(first).toMatchObject({ changed: 'true', 'lock-file': 'package-model.lock' });
  const entry = await lockedIn(project);
  expect(entry['builtAt']).toMatch(/^20\d\d-\d\d-\d\dT[0-9:.]+Z$/);
  const digest = first['environment-image']?.split('@')[1];
  expect(entry['images']).toEqual({ layout: digest });
  expect((await layoutTags(join(project, 'images')))[String(entry['tag'])]).toBe(digest);

  const { stdout } = await runCli(['lock', ...target], { cwd: project });
  expect(stdout).toContain('Nothing changed: package-model.lock pins the same environment');
  expect(await lockedIn(project)).toMatchObject({ images: { layout: digest } });

  const old = `sha256:${'0'.repeat(64)}`;
  await changeLocked(project, (locked) => ({ ...locked, baseIdentity: old, packages: ['x==1'] }));
  const changed = await runCli(['lock', ...target], { cwd: project });
  expect(changed.stdout).toMatch(
    /WHAT +BEFORE +NOW\nbase \S+ +sha256:0{12} +sha256:[0-9a-f]{12}\n/,
  );
  expect(changed.stdout).toMatch(/\nx +1 +–\n/);
  expect(await lockedIn(project)).toMatchObject({ baseIdentity: entry['baseIdentity'] });
});

test('build-image makes an environment anew that is older than environment-max-age', async () => {
  const project = await temporaryFolder();
  await writeProject(project);
  const models = ['--model-name', 'factor', '--model-path', 'model/factor.json'];
  await mustRunCli(['register-model', ...models], { cwd: project });
  const config = ['--inference-config', 'inferenceconfig.json'];
  await mustRunCli(['package-model', '--model', 'factor:1', ...config], { cwd: project });
  const build = ['build-image', ...target, '--environment-max-age', '30d'];
  await mustRunCli(build, { cwd: project });
  const young = await mustRunCli(build, { cwd: project });
  expect(young.stderr).toContain('pinned by package-model.lock');
  await changeLocked(project, (entry) => ({ ...entry, builtAt: '2001-01-01T00:00:00.000Z' }));
  const old = await mustRunCli(build, { cwd: project });
  expect(old.stderr).toContain('the pinned one of 2001-01-01T00:00:00.000Z');
  expect((await lockedIn(project))['builtAt']).not.toBe('2001-01-01T00:00:00.000Z');
  const again = await mustRunCli(['build-image', ...target], { cwd: project });
  expect(again['image-digest']).toBe(old['image-digest']);
});

test('lock wants to know where the environment image goes', async () => {
  const project = await temporaryFolder();
  const { exitCode, stderr } = await runCli(['lock'], { cwd: project });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--image is required; give it, or describe the chain in --model-yaml');
});
