import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { silentLog } from '@package-model/core/log';
import { listModelFiles } from '@package-model/core/model/list-files';
import { modelLayers } from '@package-model/core/model/layers';
import type { ModelVersion } from '@package-model/core/model/types';
import { hashingOf } from '../hashing.ts';
import { readOwnDockerfile } from '@package-model/core/package/dockerfile/own-dockerfile';
import type { OwnDockerfileOptions } from '@package-model/core/package/dockerfile/own-dockerfile';
import type { Run } from '@package-model/core/process/run';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';

const { signal } = new AbortController();
const run: Run = { run: () => Promise.reject(new Error('no program is run here')) };
const flat = [
  'FROM base:1',
  'COPY score.py /var/azureml-app/',
  'COPY model/model.pkl /var/azureml-app/azureml-models/',
  'ENV AZUREML_ENTRY_SCRIPT=score.py AZUREML_MODEL_DIR=/var/azureml-app/azureml-models',
  '',
].join('\n');
const files = {
  Dockerfile: flat,
  'score.py': 'def init(): ...\n',
  'model/model.pkl': 'bytes',
  'other/huge.bin': 'x',
};

async function read(
  content: Readonly<Record<string, string>>,
  options: Partial<OwnDockerfileOptions> = {},
) {
  const root = await temporaryFolder(content);
  const said: string[] = [];
  const log = {
    ...silentLog,
    info: (line: string) => said.push(line),
    warn: (line: string) => said.push(line),
  };
  const own = await readOwnDockerfile(path.join(root, 'Dockerfile'), 'docker/Dockerfile', {
    log,
    run,
    signal,
    ...options,
  });
  return { own, said, root };
}

/** A registered version of a file or folder below `root`. */
async function registered(root: string, name: string, modelPath: string): Promise<ModelVersion> {
  const entries = await listModelFiles(modelPath, root);
  const layers = await Promise.all(
    modelLayers(name, entries).map(async ({ source }) => ({
      mediaType: 'application/vnd.oci.image.layer.v1.tar',
      ...(await hashingOf(source)),
    })),
  );
  const found = entries.flatMap((entry) =>
    entry.kind === 'file' ? [{ path: entry.path, sizeBytes: entry.stat.sizeBytes }] : [],
  );
  const digest = layers[0]?.digest;
  if (digest === undefined) throw new Error('a model has a layer');
  const reference = `models/${name}@${digest}`;
  return { name, version: '1', id: `${name}:1`, digest, reference, layers, files: found };
}

describe("the user's own Dockerfile", () => {
  test('is read with the files that it copies, and no others', async () => {
    const { own } = await read(files);
    expect(own.baseImage).toBe('base:1');
    expect(own.context.map((file) => file.path)).toEqual(['model/model.pkl', 'score.py']);
    expect([...own.sources.keys()]).toEqual(['model/model.pkl', 'score.py']);
    expect(own.variables.get('AZUREML_ENTRY_SCRIPT')).toBe('score.py');
    expect(own.copied).toContainEqual({
      source: 'model/model.pkl',
      target: '/var/azureml-app/azureml-models/model.pkl',
    });
  });

  test('comes with its whole folder where a step may look at any of it', async () => {
    for (const step of ['COPY ${WHAT} /x/', 'RUN --mount=type=bind,target=/src ls /src']) {
      const { own } = await read({ ...files, Dockerfile: `FROM base:1\n${step}\n` });
      const names = own.context.map((file) => file.path);
      expect(names).toEqual(['Dockerfile', 'model/model.pkl', 'other/huge.bin', 'score.py']);
    }
  });

  test('keeps out what .dockerignore leaves out, and says so of a copy', async () => {
    const content = { ...files, '.dockerignore': 'model\n' };
    await expect(read(content)).rejects.toThrow(
      'docker/Dockerfile:3: model/model.pkl is not in the folder of the Dockerfile',
    );
  });

  test('changes its hash with the bytes and the executable bit of a copied file', async () => {
    const { own, root } = await read(files);
    const again = async () => {
      const options = { log: silentLog, run, signal };
      const read = await readOwnDockerfile(path.join(root, 'Dockerfile'), 'Dockerfile', options);
      return read.context;
    };
    await writeFile(path.join(root, 'other/huge.bin'), 'changed');
    expect(await again()).toEqual(own.context);
    await chmod(path.join(root, 'score.py'), 0o755);
    expect(await again()).not.toEqual(own.context);
    await chmod(path.join(root, 'score.py'), 0o644);
    await writeFile(path.join(root, 'score.py'), 'changed');
    expect(await again()).not.toEqual(own.context);
  });

  test('has the executable bits of git on Windows, whose disks have none', async () => {
    const asked: string[] = [];
    const git: Run = {
      async run(program, args, { onLine }) {
        asked.push(`${program} ${args.at(2)}`);
        onLine?.(`100755 ${'a'.repeat(40)} 0\tscore.py`, 'stdout');
        onLine?.(`100644 ${'a'.repeat(40)} 0\tmodel/model.pkl`, 'stdout');
        return { exitCode: 0, stdout: '', stderr: '' };
      },
    };
    const { own } = await read(files, { run: git, platform: 'win32' });
    expect(own.context.map(({ path, executable }) => [path, executable])).toEqual([
      ['model/model.pkl', false],
      ['score.py', true],
    ]);
    expect(asked).toEqual(['git ls-files']);
  });

  test.each([
    ['FROM scratch\nCOPY score.py /\n', 'docker/Dockerfile:1: FROM scratch has no Python'],
    ['ARG B\nFROM ${B}\n', 'docker/Dockerfile:2: FROM ${B} needs B, which only the build'],
    ['FROM base:1\nRUN pip install \u2013r x\n', 'docker/Dockerfile:2: \u2013r starts with a dash'],
    ['FROM base:1\nRNU x\n', 'docker/Dockerfile:2: "RNU" is not an instruction'],
  ])('is refused before anything is built: %j', async (text, message) => {
    await expect(read({ ...files, Dockerfile: text })).rejects.toThrow(message);
  });

  test('is named by the image of its last stage, through other stages', async () => {
    const text = 'FROM other:1 AS tools\nFROM base:2 AS one\nFROM one\nCOPY --from=tools /a /b\n';
    expect((await read({ Dockerfile: text })).own.baseImage).toBe('base:2');
  });
});

describe('a copy of a registered model', () => {
  const model = async () => {
    const root = await temporaryFolder(files);
    return registered(root, 'pickled', 'model/model.pkl');
  };

  test('stays unless its replacement is asked for', async () => {
    const { own } = await read(files);
    expect(own.text).toBe(flat);
    expect(own.replaced).toEqual([]);
  });

  test('gives way to the layers, in its own line, and says so', async () => {
    const { own, said } = await read(files, { replaceCopiesOf: [await model()] });
    expect(own.text.split('\n')[2]).toBe(
      '# package-model: the layers of pickled are here instead of a COPY',
    );
    expect(own.text.split('\n')).toHaveLength(flat.split('\n').length);
    expect(own.context.map((file) => file.path)).toEqual(['score.py']);
    expect(own.replaced).toEqual([
      {
        source: 'model/model.pkl',
        target: '/var/azureml-app/azureml-models/model.pkl',
        model: 'pickled',
        inner: 'model.pkl',
      },
    ]);
    expect(said).toContain(
      'docker/Dockerfile:3: this COPY is replaced by the layers of the model pickled; links lead there.',
    );
  });

  test('stays where a byte differs, and that is said', async () => {
    const changed = { ...files, 'model/model.pkl': 'bytez' };
    const { own, said } = await read(changed, { replaceCopiesOf: [await model()] });
    expect(own.text).toBe(flat);
    expect(said.join('\n')).toContain('no COPY copies a registered model as it is');
  });

  test('stays where something else is copied with it', async () => {
    const text = flat.replace('COPY model/model.pkl', 'COPY model/model.pkl other/huge.bin');
    const { own } = await read(
      { ...files, Dockerfile: text },
      { replaceCopiesOf: [await model()] },
    );
    expect(own.text).toBe(text);
  });
});
