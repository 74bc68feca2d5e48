import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { digestOf } from '@package-model/core/oci/digest';
import { withCorePackage } from '@package-model/core/package/script/core-package';
import { createRun } from '@package-model/core/process/spawn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testPython } from './support/python.ts';

const { signal } = new AbortController();
let root = '';

/** An app root as images have it: the stand-in, models behind links and as folders. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'package-model-core-'));
  const code = { directory: '', entryScript: 'score.py', files: [] };
  const { sources } = withCorePackage({ code, sources: new Map() });
  for (const [path, source] of sources) {
    await write(path, source.kind === 'text' ? source.text : '');
  }
  await write('stored/net/net.onnx', '');
  await write('azureml-models/net/9/folder/weights.bin', '');
  await write('azureml-models/pair/1/a.pkl', '');
  await write('azureml-models/pair/1/b.pkl', '');
  await write('local/model.pkl', '');
  await symlink('../../stored/net', join(root, 'azureml-models/net/10'));
});

afterAll(() => rm(root, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

/** What Python prints for an expression, or the last line of its complaint. */
async function evaluate(expression: string, env: Readonly<Record<string, string>> = {}) {
  const lines = [
    'import sys; sys.path.append(".")',
    'from azureml.core import Model, Workspace, Run',
    'from azureml.core.model import Model as Same',
    'assert Same is Model',
    `print(${expression})`,
  ];
  const options = { cwd: root, signal, env: { PYTHONDONTWRITEBYTECODE: '1', ...env } };
  const { stdout, stderr } = await createRun(process.env).run(
    testPython(),
    ['-c', lines.join('\n')],
    options,
  );
  return (stdout || (stderr.trim().split('\n').at(-1) ?? '')).trim();
}

test.each([
  ['the highest version, as numbers go', '"net"', 'azureml-models/net/10/net.onnx'],
  ['the version asked for', '"net", version=9', 'azureml-models/net/9/folder'],
  ['the version asked for, by place', '"net", 9', 'azureml-models/net/9/folder'],
  ['what lies in the working directory otherwise', '"local"', 'local'],
])('get_model_path gives %s', async (_, args, path) => {
  expect(await evaluate(`Model.get_model_path(${args})`)).toBe(path);
});

test('get_model_path looks below AML_APP_ROOT where that is set', async () => {
  const env = { AML_APP_ROOT: root };
  const found = await evaluate('Model.get_model_path(model_name="net")', env);
  expect(found).toBe(join(root, 'azureml-models/net/10/net.onnx'));
});

test.each([
  ['Model.get_model_path("nothing")', 'ModelNotFoundException: Model nothing is not in'],
  ['Model.get_model_path("nothing")', 'This image has net:9, net:10, pair:1.'],
  ['Model.get_model_path("net", 3)', 'Model net:3 is not in'],
  [
    'Model.get_model_path("pair")',
    'holds 2 entries (a.pkl, b.pkl), and get_model_path needs exactly',
  ],
  ['Model.get_model_path("net", "9")', "TypeError: version must be an int, not '9'"],
  ['Model.register(None, "x", "y")', 'Model.register is not in this image'],
  ['Model(None, "net")', 'asks a workspace, which this image knows nothing of'],
  ['Workspace.from_config()', 'azureml.core.Workspace is not in this image'],
  ['Run()', 'azureml.core.Run is not in this image'],
])('%s says what is wrong', async (expression, message) => {
  expect(await evaluate(expression)).toContain(message);
});

test('code that has an azureml.core of its own keeps it', () => {
  const digest = digestOf('');
  const file = { path: 'src/azureml/core/model.py', sizeBytes: 0, digest, executable: false };
  const code = { directory: 'src', entryScript: 'src/score.py', files: [file] };
  const listing = { code, sources: new Map() };
  expect(withCorePackage(listing)).toBe(listing);
});
