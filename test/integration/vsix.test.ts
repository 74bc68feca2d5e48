import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesBelow } from '@package-model/tooling/compare-files';
import { packExtension } from '@package-model/tooling/extension/tfx';
import { mustRun } from '@package-model/tooling/machine/command';
import { projectRoot } from '@package-model/tooling/machine/machine';
import { surfaces } from '@package-model/tooling/surfaces';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { runTask } from './support/azure-agent.ts';
import { startRegistry } from './support/registry.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { keepTranscript } from './support/transcript.ts';
import { unpackExtension } from './support/unpacked-extension.ts';

const { signal } = new AbortController();
const builder = join(projectRoot, 'packages/tooling/src/build-vsix.ts');
let scratch: string;
let archive: string;
let extension: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'package-model-vsix-'));
  ({ archive, extension } = await unpackExtension(scratch, signal));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const manifestSchema = z.looseObject({
  contributions: z.array(
    z.looseObject({ type: z.string(), properties: z.looseObject({ name: z.string() }) }),
  ),
});
const handlers = z.record(z.string(), z.object({ target: z.string() }));
const taskSchema = z.looseObject({
  id: z.string(),
  version: z.object({ Major: z.number(), Minor: z.number(), Patch: z.number() }),
  execution: handlers,
  postjobexecution: handlers.optional(),
});

async function read(path: string): Promise<string> {
  return readFile(join(extension, path), 'utf8');
}

test('it is an extension of the publisher that was asked for, in the version of the product', async () => {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')));
  const identity = await read('extension.vsixmanifest');
  expect(identity).toMatch(new RegExp(`<Identity [^>]*Id="package-model"[^>]*`));
  expect(identity).toContain(`Version="${version}"`);
  expect(identity).toContain('Publisher="contoso"');
  expect(identity).toContain('Microsoft.VisualStudio.Services.Content.License');
  expect(identity).toContain('Microsoft.VisualStudio.Services.Content.Details');
  expect(identity).toContain('Microsoft.VisualStudio.Services.Icons.Default');
});

test('every task is there, whole, in its contribution, its version and its identity', async () => {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')));
  const { contributions } = manifestSchema.parse(JSON.parse(await read('extension.vsomanifest')));
  const contributed = contributions
    .filter(({ type }) => type === 'ms.vss-distributed-task.task')
    .map(({ properties }) => properties.name);
  expect(contributed.toSorted()).toEqual(surfaces.map(({ task }) => task).toSorted());
  for (const { task, taskId } of surfaces) {
    const about = taskSchema.parse(JSON.parse(await read(`${task}/task.json`)));
    expect(about.id).toBe(taskId);
    const { Major, Minor, Patch } = about.version;
    expect(`${Major}.${Minor}.${Patch}`).toBe(version);
    const started = [about.execution, about.postjobexecution ?? {}].flatMap((each) =>
      Object.values(each),
    );
    const targets = started.map(({ target }) => target);
    const files = await filesBelow(extension, task);
    for (const name of ['icon.png', 'dist/package.json', 'dist/licenses.txt', ...targets]) {
      expect(files).toContain(`${task}/${name}`);
    }
  }
});

test('its connection types have the name of the publisher, as the Marketplace has each name once', async () => {
  const { contributions } = manifestSchema.parse(JSON.parse(await read('extension.vsomanifest')));
  const ofType = (type: string) => contributions.filter((each) => each.type === type);
  const types = ofType('ms.vss-endpoint.service-endpoint-type').map(({ properties }) => properties);
  const names = ['package-model-oci-contoso', 'package-model-mlflow-contoso'];
  expect(types.map(({ name }) => name)).toEqual(names);
  const artifacts = ofType('ms.vss-releaseartifact.release-artifact-type');
  expect(artifacts.map(({ properties }) => properties['endpointTypeId'])).toEqual(names);
  const { inputs } = z
    .object({ inputs: z.array(z.object({ name: z.string(), type: z.string() })) })
    .parse(JSON.parse(await read('DownloadModel/task.json')));
  expect(inputs.find(({ name }) => name === 'connection')?.type).toBe(
    'connectedService:package-model-oci-contoso',
  );
  expect((await read('DownloadModel/task.json')).includes('package-model-oci"')).toBe(false);
});

test('nothing else is in it: no sources, tests, maps or keys, and it is small', async () => {
  const files = await filesBelow(extension, '');
  const tasks = surfaces.map(({ task }) => task).join('|');
  const expected = new RegExp(
    `^/?(?:(?:${tasks})/(?:task\\.json|icon\\.png|dist/(?:(?:index|post)\\.js|package\\.json|licenses\\.txt|chunks/[\\w.-]+\\.js))` +
      '|icon\\.png|overview\\.md|LICENSE\\.txt|extension\\.vs[io]x?manifest|\\[Content_Types\\]\\.xml)$',
  );
  expect(files.filter((path) => !expected.test(path))).toEqual([]);
  expect((await readdir(extension)).length).toBeGreaterThan(surfaces.length);
  // The chain is the largest task: all steps are in it.
  expect((await stat(archive)).size).toBeLessThan(4_000_000);
  for (const { task } of surfaces) {
    const sizes = (await filesBelow(extension, task)).map(
      async (path) => (await stat(join(extension, path))).size,
    );
    const sizeBytes = (await Promise.all(sizes)).reduce((total, size) => total + size, 0);
    expect(sizeBytes, task).toBeLessThan(task === 'PackageModelPipeline' ? 3_000_000 : 2_000_000);
  }
  await keepTranscript('vsix', await tableOf(files));
});

/** Each file and each folder of the extension with its bytes, and those of the archive. */
async function tableOf(files: readonly string[]): Promise<string> {
  const sizes = new Map<string, number>();
  for (const file of files) {
    const path = file.replace(/^\//, '');
    const { size } = await stat(join(extension, path));
    sizes.set(path, size);
    const [folder = '', ...below] = path.split('/');
    if (below.length > 0) sizes.set(`${folder}/`, (sizes.get(`${folder}/`) ?? 0) + size);
  }
  sizes.set('package-model.vsix', (await stat(archive)).size);
  const rows = [...sizes].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return rows.map(([path, size]) => `${String(size).padStart(9)}  ${path}`).join('\n');
}

test('packed once more it is the same, byte for byte', async () => {
  const again = join(scratch, 'again.vsix');
  await mustRun(process.execPath, [builder, '--output', again, '--publisher', 'contoso'], {
    signal,
  });
  expect((await readFile(again)).equals(await readFile(archive))).toBe(true);
});

test('what tfx only warns of is an error', async () => {
  const broken = await temporaryFolder();
  await cp(extension, broken, { recursive: true });
  const manifest = await readFile(join(projectRoot, 'tasks/vss-extension.json'), 'utf8');
  await writeFile(join(broken, 'vss-extension.json'), manifest);
  const output = join(broken, 'out.vsix');
  await packExtension({ folder: broken, output }, projectRoot, signal);
  const path = join(broken, 'DownloadModel/task.json');
  const task = z.looseObject({}).parse(JSON.parse(await readFile(path, 'utf8')));
  await writeFile(
    path,
    JSON.stringify({ ...task, friendlyName: 'a name that is too long '.repeat(3) }),
  );
  const packing = packExtension({ folder: broken, output }, projectRoot, signal);
  await expect(packing).rejects.toThrow(/friendlyName/i);
});

test('its tasks register a model and download it again, chained by output variables', async () => {
  const workspace = await temporaryFolder();
  const registry = await startRegistry({ signal });
  const options = { tasks: extension, workspace };
  try {
    const modelRegistry = `oci://${registry.host}/models`;
    const modelPath = join(projectRoot, 'examples/diabetes/model');
    const registered = await runTask({
      ...options,
      task: 'RegisterModel',
      inputs: { modelName: 'diabetes', modelPath, modelRegistry },
    });
    expect(registered).toMatchObject({ result: 'Succeeded', outputs: { modelVersion: '1' } });
    const { modelReference = '', modelDigest } = registered.outputs;
    const downloaded = await runTask({
      ...options,
      handler: 'Node20_1',
      task: 'DownloadModel',
      inputs: { model: modelReference, downloadPath: 'model' },
    });
    expect(downloaded).toMatchObject({
      result: 'Succeeded',
      outputs: { modelPath: join(workspace, 'model'), modelVersion: '1', modelDigest },
    });
    const files = await filesBelow(join(workspace, 'model'), '');
    expect(files.map((path) => path.replace(/^\//, ''))).not.toEqual([]);
  } finally {
    await registry.stop();
  }
});

test('a release downloads the version it has, with the connection of its artifact', async () => {
  const workspace = await temporaryFolder();
  const id = '5d1c0c6a-2f0e-4a38-a3b1-3d3a86f1c001';
  const password = 'p%a;s]s "word"';
  const registry = await startRegistry({
    signal,
    auth: { kind: 'basic', users: { reader: password } },
  });
  const connection = {
    [`ENDPOINT_URL_${id}`]: `http://${registry.host}/`,
    [`ENDPOINT_AUTH_SCHEME_${id}`]: 'UsernamePassword',
    [`ENDPOINT_AUTH_PARAMETER_${id}_USERNAME`]: 'reader',
    [`ENDPOINT_AUTH_PARAMETER_${id}_PASSWORD`]: password,
    [`ENDPOINT_DATA_${id}_PREFIX`]: 'models/',
  };
  const options = { tasks: extension, workspace, env: connection };
  try {
    const registered = await runTask({
      ...options,
      task: 'RegisterModel',
      inputs: {
        modelName: 'diabetes',
        modelPath: join(projectRoot, 'examples/diabetes/model'),
        modelRegistry: `oci://${registry.host}/models`,
        registryAuth: JSON.stringify([{ registry: registry.host, username: 'reader', password }]),
      },
    });
    expect(registered).toMatchObject({ result: 'Succeeded' });
    // A release hands its task all inputs of the artifact, and a folder of its own with nothing behind.
    const ofRelease = { connection: id, definition: 'models/diabetes', version: '1' };
    const env = {
      ...connection,
      SYSTEM_HOSTTYPE: 'release',
      INPUT_DEFAULTVERSIONTYPE: 'specificVersionType',
      INPUT_DEFAULTVERSIONSPECIFIC: '1',
      INPUT_ITEMPATTERN: '**',
    };
    await mkdir(join(workspace, '_diabetes'));
    const downloaded = await runTask({
      ...options,
      env,
      task: 'DownloadModel',
      inputs: { ...ofRelease, downloadPath: `${join(workspace, '_diabetes')}/` },
    });
    const forBuildsAlone = /^(?:build|artifact)\./;
    expect(downloaded.commands.filter(({ name }) => forBuildsAlone.test(name))).toEqual([]);
    expect(downloaded).toMatchObject({
      result: 'Succeeded',
      outputs: { modelName: 'diabetes', modelVersion: '1' },
    });
    expect(await readdir(join(workspace, '_diabetes'))).toEqual(['model']);
    const inputs = { model: 'diabetes:latest', connection: id, downloadPath: 'by-name' };
    const byName = await runTask({ ...options, task: 'DownloadModel', inputs });
    expect(byName).toMatchObject({ result: 'Succeeded', outputs: { modelVersion: '1' } });
  } finally {
    await registry.stop();
  }
});
