// The steps that need no engine, run from their bundles on the system at hand: Linux, macOS,
// Windows, and Windows' build of Node under Wine. `node test/portable/steps.mjs [FOLDER [STORE]]`:
// FOLDER is where the project goes, STORE a second model registry. Any Node from 20.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { writeProject } from './project.mjs';

/** The same on every system. A change here changes the next image of every user. */
const golden = {
  model: 'sha256:9b05bc99f402ed4cd2075dac8cf3fe39712e575b073173ff54e75322f8993e0d',
  tracked: {
    plan: 'sha256:7c0a728d553c79c87f4ac64b3be0b642983ce96135538d1ec214ff1a7973d246',
    files: '845194a018e08ec414db84b245832616972a5278d8a8d1f22326558862c3ddbf',
  },
  untracked: {
    plan: 'sha256:f70789b69a39954a9a046b02ebd31d2818115a8ec3fa323611f9944b957fd749',
    files: '26e442465b3fc299b5dc741427e835dd994597e38923bb3c15c45c4393e4ce94',
  },
};

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const [where = tmpdir(), secondStore] = process.argv.slice(2);
const project = mkdtempSync(join(where, 'prøject with blanks ☃-'));
const temporary = mkdtempSync(join(tmpdir(), 'package-model-runner-'));
const { isTracked, deep } = writeProject(project);
after(() => {
  for (const folder of [project, temporary])
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const OWN =
  /^(GITHUB|RUNNER|ACTIONS|INPUT|STATE|AGENT|BUILD|SYSTEM|TF|VSTS)_|^(CI|NODE_OPTIONS|SSL_CERT_FILE)$/i;
const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OWN.test(name)));

function run(args, env = {}) {
  return new Promise((done) => {
    const options = { cwd: project, env: { ...clean, ...env }, maxBuffer: 1e8 };
    execFile(process.execPath, args, options, (error, stdout, stderr) =>
      done({ exitCode: error?.code ?? 0, stdout, stderr }),
    );
  });
}

function cli(...args) {
  return run([join(root, 'dist/cli.js'), ...args, '--json']);
}

/** Runs a step as GitHub's runner does; its outputs come from the command file. */
async function action(step, inputs) {
  const output = join(temporary, 'output');
  writeFileSync(output, '');
  const result = await run([join(root, `dist/${step}.js`)], {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_OUTPUT: output,
    GITHUB_REPOSITORY: 'org/models',
    GITHUB_WORKSPACE: project,
    RUNNER_TEMP: temporary,
    ...variables(inputs, (name) => name),
  });
  const outputs = readFileSync(output, 'utf8').matchAll(/^(\S+)<<(\S+)\r?\n(.*)\r?\n\2$/gm);
  return {
    ...result,
    outputs: Object.fromEntries([...outputs].map(([, name, , text]) => [name, text])),
  };
}

function variables(inputs, spell) {
  const entries = Object.entries(inputs).map(([name, text]) => [
    `INPUT_${spell(name).toUpperCase()}`,
    text,
  ]);
  return Object.fromEntries(entries);
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

/** One digest of all files below a folder and of their paths, but for what people read. */
function digestOfFolder(folder) {
  const lines = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((path) => `${relative(folder, path).split(sep).join('/')} ${sha256(readFileSync(path))}`)
    .filter((line) => !line.startsWith('README.md '));
  return sha256(lines.sort().join('\n'));
}

const registered = {
  'model-name': 'factor',
  'model-path': 'model',
  'model-registry': 'dir:my models',
};
const packaged = {
  model: 'factor:1',
  'model-registry': 'dir:my models',
  'inference-config': 'inferenceconfig.json',
  'generate-dockerfile': 'true',
};

test('the command line has help', async () => {
  const { exitCode, stdout } = await cli('--help');
  assert.equal(exitCode, 0);
  assert.match(stdout, /^Usage: package-model <command>/m);
});

test('a model has the digest that it has everywhere, long paths and all', async () => {
  const { exitCode, outputs, stdout } = await action('register-model', registered);
  assert.equal(exitCode, 0, stdout);
  assert.equal(outputs['model-digest'], golden.model);
});

test('a package has the bytes that it has everywhere, whatever the line ends of scripts', async () => {
  const { exitCode, outputs, stdout } = await action('package-model', packaged);
  assert.equal(exitCode, 0, stdout);
  const found = { plan: outputs['plan-digest'], files: digestOfFolder(join(project, '.package')) };
  assert.deepEqual(found, isTracked ? golden.tracked : golden.untracked);
});

test('a downloaded model is the one that was registered, and is not fetched twice', async () => {
  const to = join(temporary, 'out put', 'm');
  const args = ['--model', 'factor:1', '--model-registry', 'dir:my models', '--download-path', to];
  const first = await cli('download-model', ...args);
  assert.equal(first.exitCode, 0, first.stderr);
  assert.equal(digestOfFolder(join(to, 'model')), digestOfFolder(join(project, 'model')));
  assert.equal(readFileSync(join(to, 'model', ...deep, 'leaf.bin'), 'utf8'), 'deep\n');
  const second = await cli('download-model', ...args);
  assert.match(second.stderr, /the folder holds this version/);
});

test('eight that register at once get eight versions', async () => {
  const at = ['--model-path', 'model/factor.json', '--model-registry', 'dir:shared'];
  const all = await Promise.all(
    Array.from({ length: 8 }, () => cli('register-model', '--model-name', 'shared', ...at)),
  );
  assert.deepEqual(all.map(({ exitCode, stderr }) => (exitCode === 0 ? '' : stderr)).join(''), '');
  const versions = all.map(({ stdout }) => Number(JSON.parse(stdout)['model-version']));
  assert.deepEqual(
    versions.toSorted((a, b) => a - b),
    [1, 2, 3, 4, 5, 6, 7, 8],
  );
});

test('another store gets the same model', async () => {
  const at = [
    '--model-path',
    join(project, 'model'),
    '--model-registry',
    secondStore ?? 'dir:second',
  ];
  const { exitCode, stdout, stderr } = await cli('register-model', '--model-name', 'factor', ...at);
  assert.equal(exitCode, 0, stderr);
  assert.equal(JSON.parse(stdout)['model-digest'], golden.model);
});

test('a fault stands at its file in the repository, with forward slashes', async () => {
  const config = join('sub folder', 'broken.json');
  const { exitCode, stdout } = await action('package-model', {
    ...packaged,
    'inference-config': config,
  });
  assert.equal(exitCode, 2, stdout);
  assert.match(stdout, /^::error file=sub folder\/broken\.json,line=2,/m);
});

test('a task of Azure Pipelines runs from its folder', async () => {
  const folder = join(temporary, 'agent work');
  mkdirSync(folder);
  const inputs = {
    modelName: 'factor',
    modelPath: join(project, 'model'),
    modelRegistry: 'dir:by task',
  };
  const { exitCode, stdout } = await run([join(root, 'tasks/RegisterModel/dist/index.js')], {
    TF_BUILD: 'True',
    AGENT_TEMPDIRECTORY: folder,
    AGENT_WORKFOLDER: folder,
    BUILD_SOURCESDIRECTORY: project,
    SYSTEM_DEFAULTWORKINGDIRECTORY: project,
    ...variables(inputs, (name) => name),
  });
  assert.equal(exitCode, 0, stdout);
  assert.match(
    stdout,
    new RegExp(`variable=modelDigest;isOutput=true;issecret=false;\\]${golden.model}`),
  );
});
