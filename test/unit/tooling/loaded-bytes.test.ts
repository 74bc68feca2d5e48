import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bytesSource } from '@package-model/core/oci/bytes-source';
import { digestOf } from '@package-model/core/oci/digest';
import type { Digest } from '@package-model/core/oci/digest';
import { LayoutRepository } from '@package-model/core/oci/layout/layout-repository';
import { mediaTypes } from '@package-model/core/oci/media-types';
import { writeReport } from '@package-model/core/smoke/report/report';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { bundle } from '../../../packages/tooling/src/bundle.ts';
import { sharedEntries, taskEntries } from '../../../packages/tooling/src/entries.ts';
import type { Entries } from '../../../packages/tooling/src/entries.ts';
import { surfaces } from '../../../packages/tooling/src/surfaces.ts';
import { passedReport } from '../core/smoke/report/sample-reports.ts';
import { stillClock } from '../core/still-clock.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const watch = fileURLToPath(new URL('../../bench/load-watch.mjs', import.meta.url));
const LIMIT_BYTES = 300_000;
/** Of a task's whole run: azure-pipelines-task-lib takes 162 kB of it. */
const TASK_LIMIT_BYTES = 330_000;
const foundSchema = z.object({ bytes: z.number(), files: z.array(z.string()) });

async function write(entries: Entries, folder: string): Promise<void> {
  const { files } = await bundle(entries, root);
  for (const [name, { code }] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), code);
  }
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
}

/** Starts a program of the bundle far from the sources and tells what it loaded, and printed. */
async function start(
  file: string,
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = [],
) {
  const folder = await mkdtemp(join(tmpdir(), 'loaded-'));
  const report = join(folder, 'report.json');
  const env = { LOAD_WATCH_FILE: report, HOME: folder, RUNNER_TEMP: folder, ...environment };
  await writeFile(join(folder, 'model.txt'), 'weights');
  const child = spawn(process.execPath, ['--import', watch, file, ...args], { cwd: folder, env });
  let text = '';
  const listen = (piece: Buffer): void => void (text += piece.toString());
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  await once(child, 'close');
  const found = z.parse(foundSchema, JSON.parse(await readFile(report, 'utf8')));
  return { text, ...found };
}

describe('what is loaded', () => {
  let shared = '';
  let tasks = '';
  beforeAll(async () => {
    shared = await mkdtemp(join(tmpdir(), 'shared-'));
    tasks = await mkdtemp(join(tmpdir(), 'tasks-'));
    await write(sharedEntries(), shared);
    for (const surface of surfaces) {
      await write(taskEntries(surface), join(tasks, surface.step.name));
    }
  }, 60_000);

  test.each(surfaces.map(({ step }) => step.name))(
    'for %s to refuse inputs, on each surface, is at most 300 kB',
    async (name) => {
      const refused = { 'INPUT_MODEL-REGISTRY': 'ftp:', INPUT_MODELREGISTRY: 'ftp:' };
      const action = await start(join(shared, `${name}.js`), refused);
      const task = await start(join(tasks, name, 'index.js'), refused);
      expect(action.text).toContain('::error::');
      expect(task.text).toContain('result=Failed');
      expect(action.bytes).toBeLessThan(LIMIT_BYTES);
      expect(task.bytes).toBeLessThan(LIMIT_BYTES);
    },
  );

  test('for --help on the command line is at most 60 kB', async () => {
    const { bytes, text } = await start(join(shared, 'cli.js'), {}, ['--help']);
    expect(text).toContain('Usage: package-model');
    expect(bytes).toBeLessThan(60_000);
  });

  const registered = {
    'model-name': 'm',
    'model-path': 'model.txt',
    'model-registry': 'dir:models',
  };

  test('for a whole run of register-model is at most 300 kB, as a task 330 kB', async () => {
    const output = join(shared, 'output');
    const summary = join(shared, 'summary');
    for (const file of [output, summary]) await writeFile(file, '');
    const variables = { GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary };
    const inputs = Object.entries(registered).map(([name, text]) => [
      [`INPUT_${name.toUpperCase()}`, text],
      [`INPUT_${name.replace('-', '').toUpperCase()}`, text],
    ]);
    const environment: Record<string, string> = Object.fromEntries(inputs.flat());
    const args = Object.entries(registered).map(([name, text]) => `--${name}=${text}`);
    const runs = [
      await start(join(shared, 'register-model.js'), { ...environment, ...variables }),
      await start(join(tasks, 'register-model/index.js'), environment),
      await start(join(shared, 'cli.js'), {}, ['register-model', ...args]),
    ];
    for (const { text } of runs) expect(text).toContain('Registered m:1');
    const [action, task, terminal] = runs.map(({ bytes }) => bytes);
    expect(action).toBeLessThan(LIMIT_BYTES);
    expect(terminal).toBeLessThan(LIMIT_BYTES);
    expect(task).toBeLessThan(TASK_LIMIT_BYTES);
    expect(await readFile(output, 'utf8')).toContain('model-version<<');
    expect(await readFile(summary, 'utf8')).toContain('### ✅ Register model: done in ');
  });

  test('for a push that does not sign is at most 300 kB, and nothing of what signs', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pushed-'));
    const digest = await storeImage(join(folder, 'images'));
    await writeReport(join(folder, 'report.json'), { ...passedReport, imageDigest: digest });
    const output = join(folder, 'output');
    await writeFile(output, '');
    const { text, bytes, files } = await start(join(shared, 'push-image.js'), {
      INPUT_IMAGE: `dir:${join(folder, 'images')}@${digest}`,
      INPUT_TAGS: '1.0',
      'INPUT_REPORT-PATH': join(folder, 'report.json'),
      GITHUB_OUTPUT: output,
      ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:9/token',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'token',
    });
    expect(text).toContain('Promoted');
    expect(await readFile(output, 'utf8')).toContain('tags<<');
    expect(bytes).toBeLessThan(LIMIT_BYTES);
    // Words of what signs, and of the runner's HTTP client.
    const holding = async (paths: readonly string[], words: RegExp) => {
      const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
      return paths.filter((_, index) => words.test(texts[index] ?? ''));
    };
    const chunks = (await readdir(join(shared, 'chunks'))).map((one) =>
      join(shared, 'chunks', one),
    );
    for (const words of [/persist attestation/, /UND_ERR_/]) {
      expect(await holding(chunks, words)).toHaveLength(1);
      expect(await holding(files, words)).toEqual([]);
    }
  });
});

/** Writes an image without layers into a layout folder and gives its digest. */
async function storeImage(folder: string): Promise<Digest> {
  const { signal } = new AbortController();
  const repository = new LayoutRepository({ name: 'dir:images', folder }, stillClock());
  const config = new TextEncoder().encode('{}');
  await repository.putBlob(bytesSource('config', config), signal);
  const { manifest: mediaType, config: configType } = mediaTypes;
  const descriptor = { mediaType: configType, digest: digestOf(config), size: config.length };
  const manifest = { schemaVersion: 2, mediaType, config: descriptor, layers: [] };
  const bytes = new TextEncoder().encode(JSON.stringify(manifest));
  await repository.putManifest({ bytes, mediaType, digest: digestOf(bytes) }, 'candidate', signal);
  return digestOf(bytes);
}
