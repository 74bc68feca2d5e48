import { chmod, chown, copyFile, mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mustRunCli } from './support/cli.ts';
import type { CliOptions } from './support/cli.ts';
import { testDocker } from './support/engine.ts';
import { writeProject } from './support/project.ts';
import { ensureServerBase } from './support/server-base.ts';
import { copyStores } from './support/stores.ts';

let folder = '';
let project = '';
let first: Readonly<Record<string, string>> = {};

const target = () => ['--image', 'dir:images:1', '--docker', testDocker()];

/** Registers version 1 anew, packages it and builds its image. */
async function build(options: CliOptions): Promise<Readonly<Record<string, string>>> {
  const model = ['--model-name', 'factor', '--model-path', 'model'];
  const registered = await mustRunCli(['register-model', ...model], options);
  const config = ['--inference-config', 'inferenceconfig.json'];
  const packaged = await mustRunCli(
    ['package-model', '--model', registered['model-id'] ?? '', ...config],
    options,
  );
  const built = await mustRunCli(['build-image', ...target()], options);
  return { ...registered, ...packaged, ...built };
}

beforeAll(async () => {
  await ensureServerBase();
  folder = await mkdtemp(join(tmpdir(), 'package-model-same-'));
  project = join(folder, 'first');
  await writeProject(project);
  for (const name of ['Zoë.bin', 'a', 'B', 'ä', '10', '9']) {
    await copyFile(join(project, 'cases.yaml'), join(project, 'model', name));
  }
  first = await build({ cwd: project });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The project's files alone, made one by one in the other order. */
async function copyBackwards(target: string): Promise<void> {
  await mkdir(join(target, 'model'), { recursive: true });
  await mkdir(join(target, 'source/parts'), { recursive: true });
  const folders = ['source/parts', 'source', 'model', '.'];
  for (const below of folders) {
    const entries = await readdir(join(project, below), { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
    for (const name of files.toSorted().toReversed()) {
      await copyFile(join(project, below, name), join(target, below, name));
    }
  }
}

describe('the same inputs and the same environment digest give the same image', () => {
  const changes: readonly (readonly [
    string,
    Partial<CliOptions>,
    (cwd: string) => Promise<void>,
  ])[] = [
    ['with another umask', { umask: '077' }, async () => {}],
    [
      'in another locale and time zone',
      { env: { LC_ALL: 'tr_TR.UTF-8', TZ: 'Asia/Tokyo' } },
      async () => {},
    ],
    [
      'when files are older and have other modes',
      {},
      async (cwd) => {
        for (const path of ['model/factor.json', 'source/score.py', 'source', 'model']) {
          await utimes(join(cwd, path), 86_400, 86_400);
        }
        await chmod(join(cwd, 'model/factor.json'), 0o600);
        await chmod(join(cwd, 'model'), 0o700);
      },
    ],
    [
      'when files belong to somebody else',
      {},
      async (cwd) => {
        const { uid, gid } = otherOwner();
        for (const path of ['model/factor.json', 'source/score.py']) {
          await chown(join(cwd, path), uid, gid);
        }
      },
    ],
  ];

  test.each(changes)('%s', async (title, options, change) => {
    const cwd = join(folder, title.replaceAll(' ', '-'));
    await copyBackwards(cwd);
    await copyStores(project, cwd, ['images']);
    await change(cwd);
    const again = await build({ cwd, ...options });
    expect(again['model-digest']).toBe(first['model-digest']);
    expect(again['plan-digest']).toBe(first['plan-digest']);
    expect(again['image-digest']).toBe(first['image-digest']);
  });

  test('and another byte in the model gives another', async () => {
    const cwd = join(folder, 'other-byte');
    await copyBackwards(cwd);
    await copyStores(project, cwd, ['images']);
    await copyFile(join(cwd, 'cases.yaml'), join(cwd, 'model/one-more'));
    const again = await build({ cwd });
    expect(again['environment-digest']).toBe(first['environment-digest']);
    expect(again['image-digest']).not.toBe(first['image-digest']);
  });
});

/** Root can give files away; anybody else can only keep them. */
function otherOwner(): { readonly uid: number; readonly gid: number } {
  const uid = process.getuid?.() ?? 0;
  return uid === 0 ? { uid: 1234, gid: 2345 } : { uid, gid: process.getgid?.() ?? 0 };
}
