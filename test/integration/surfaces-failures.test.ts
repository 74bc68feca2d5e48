import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runTask, startTask } from './support/azure-agent.ts';
import { containersLeft, docker, recordingDocker } from './support/docker-calls.ts';
import { testDocker } from './support/engine.ts';
import { runAction, startAction } from './support/github-runner.ts';
import { azureNode20, azureNode24, commandLine, github } from './support/pipelines.ts';
import { prepareProjects } from './support/prepared-project.ts';
import type { PreparedProjects } from './support/prepared-project.ts';
import { containersOfRun, newRun, runContainers } from './support/run-containers.ts';
import { serverBaseImage } from './support/server-base.ts';
import { layoutTags } from './support/tags.ts';

const pipelines = [commandLine, github, azureNode20, azureNode24];
const canary = 'canary-9f31c7';
const chainInputs = {
  'model-yaml': 'model.yaml',
  'model-registry': 'dir:models',
  image: 'dir:images:1.0',
  'start-timeout': '60',
  docker: testDocker(),
};

/** An entry script whose output tries to command the pipeline, and that answers wrongly. */
const loudScore = `import json


def init():
    print("::set-output name=image::evil")
    print("  ::add-path::/evil")
    print("::add-mask::e")
    print("##vso[task.setsecret]e")
    print("##[set-env name=PATH;]/evil")
    print("##vso[task.setvariable variable=image;isOutput=true]evil")
    print("##vso[task.complete result=Succeeded;]done", flush=True)


def run(raw_data):
    return [number + 2 for number in json.loads(raw_data)["data"]]
`;
let folder = '';
let projects: PreparedProjects;
let projectCount = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-model-failures-'));
  projects = await prepareProjects(folder);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A project whose model answers wrongly. */
function newProject(): Promise<string> {
  projectCount += 1;
  return projects.create(`project-${projectCount}`, { score: loudScore });
}

describe.each(pipelines)('on $name', (pipeline) => {
  test('a model that answers wrongly gets no release tag', async () => {
    const project = await newProject();
    const call = { command: 'run', inputs: chainInputs, folder: project };
    const { result, outputs, errors } = await pipeline.run(call);
    expect(result).toBe('failed');
    expect(errors.join('\n')).toContain('1 of 1 smoke-test cases failed');
    expect(outputs).toMatchObject({ passed: 'false', 'report-path': 'smoke-report.json' });
    expect(outputs).not.toHaveProperty('tags');
    const report: unknown = JSON.parse(await readFile(join(project, 'smoke-report.json'), 'utf8'));
    expect(report).toMatchObject({ passed: false });
    const tags = Object.keys(await layoutTags(join(project, 'images')));
    expect(tags.filter((tag) => !/^(candidate|env)-/.test(tag))).toEqual([]);
  });

  test('a broken file is told with its line, and nothing is made', async () => {
    const project = await newProject();
    await writeFile(
      join(project, 'inferenceconfig.json'),
      '{\n  "entryScript": "score.py",\n  ]\n',
    );
    const before = await readdir(project);
    const call = { command: 'run', inputs: chainInputs, folder: project };
    const { result, exitCode, errors, outputs } = await pipeline.run(call);
    expect(result).toBe('failed');
    expect(exitCode).toBe(pipeline.name.startsWith('Azure') ? 0 : 2);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/^inferenceconfig\.json:3:.*this is not valid JSON here/);
    expect(outputs).toEqual({});
    expect((await readdir(project)).filter((name) => name !== '.cache')).toEqual(before);
  });

  test('names that could command the pipeline are refused and shown as text', async () => {
    const project = await newProject();
    const inputs = {
      ...chainInputs,
      'model-name': 'a\n::set-output name=image::evil\n##vso[task.complete result=Succeeded;]',
      tags: '1.0\n::set-output name=tags::evil',
    };
    const { result, outputs, errors } = await pipeline.run({
      command: 'run',
      inputs,
      folder: project,
    });
    expect(result).toBe('failed');
    expect(errors.join('\n')).toContain('is not a model name');
    expect(errors.join('\n')).toContain('is not a tag');
    expect(outputs).toEqual({});
  });
});

describe('what a container prints', () => {
  test('is no command of GitHub', async () => {
    const found = await runAction({
      action: '.',
      inputs: chainInputs,
      workspace: await newProject(),
    });
    const { commands, shown, outputs, otherFiles, hasNestedGroups, post, temporaryLeft } = found;
    const ours = ['group', 'endgroup', 'error', 'warning', 'debug', 'stop-commands'];
    expect(shown).toContain('::set-output name=image::evil');
    expect(commands.filter(({ name }) => !ours.includes(name))).toEqual([]);
    expect(JSON.stringify(outputs)).not.toContain('evil');
    expect(otherFiles).toBe('');
    expect(post).toEqual({ exitCode: 0, shown: '' });
    expect(temporaryLeft).toEqual([]);
    expect(hasNestedGroups).toBe(false);
  });

  test('is no command of Azure Pipelines', async () => {
    const { commands, shown, outputs } = await runTask({
      task: 'PackageModelPipeline',
      inputs: camel(chainInputs),
      workspace: await newProject(),
    });
    expect(shown).toContain('task.setvariable variable=image;isOutput=true]evil');
    const ours = ['debug', 'setvariable', 'logissue', 'uploadsummary', 'complete', 'setprogress'];
    const others = commands
      .map(({ name, properties, data }) => ({
        name: name.replace(/^task\./, ''),
        properties,
        data,
      }))
      .filter(({ name }) => !ours.includes(name));
    // The first three are what the run keeps, the last that it ended.
    const kept = 'settaskvariable settaskvariable settaskvariable';
    expect(others.map(({ name }) => name).join(' ')).toBe(
      `${kept} build.addbuildtag results.publish settaskvariable`,
    );
    expect(JSON.stringify(others)).not.toContain('evil');
    expect(JSON.stringify(outputs)).not.toContain('evil');
    const completions = commands.filter(({ name }) => name === 'task.complete');
    expect(completions.map(({ properties }) => properties['result'])).toEqual(['Failed']);
  });
});

describe('a line of the script that fails', () => {
  const place = { file: 'models/factor/source/score.py', line: '6' };
  const message = /^source\/score\.py, line 6: [^]*ZeroDivisionError/;

  test('is annotated on GitHub in the file of the repository', async () => {
    const { workspace, inputs } = await newRepository('github');
    const { commands } = await runAction({ action: '.', inputs, workspace });
    const errors = commands.filter(({ name }) => name === 'error');
    expect(errors).toEqual([
      { name: 'error', properties: place, data: expect.stringMatching(message) },
    ]);
  });

  test('is that of the issue on Azure Pipelines', async () => {
    const { workspace, inputs } = await newRepository('azure');
    const task = 'PackageModelPipeline';
    const { issues } = await runTask({ task, inputs: camel(inputs), workspace });
    expect(issues.filter(({ type }) => type === 'error')).toEqual([
      { type: 'error', ...place, message: expect.stringMatching(message) },
    ]);
  });

  /** A repository with its project in a folder. */
  async function newRepository(name: string) {
    const score = 'def init():\n    pass\n\n\ndef run(data):\n    return 1 / 0\n';
    await projects.create(`repository-${name}/models/factor`, { score });
    const inputs = {
      ...chainInputs,
      'model-yaml': 'models/factor/model.yaml',
      image: 'dir:models/factor/images:1.0',
    };
    return { workspace: join(folder, `repository-${name}`), inputs };
  }
});

describe('secrets', () => {
  const inputs = {
    ...chainInputs,
    'pip-index-url': `https://user:${canary}-1@127.0.0.1:9/simple`,
    'pip-extra-index-url': `https://127.0.0.1:9/${canary}-2/simple`,
    'apt-proxy': `http://${canary}-3@127.0.0.1:9`,
  };
  const variables = { PIP_INDEX_URL: `https://u:${canary}-4@127.0.0.1:9/simple` };

  test('are masked on GitHub before anything else is said', async () => {
    const workspace = await newProject();
    const env = { ...variables, RUNNER_DEBUG: '1' };
    const found = await runAction({ action: '.', inputs, workspace, env });
    const names = found.commands.map(({ name }) => name);
    expect(names.slice(0, 3)).toEqual(['add-mask', 'add-mask', 'add-mask']);
    expect(found.raw.startsWith('::add-mask::')).toBe(true);
    expect(withoutLines(found.raw, /^::add-mask::/)).not.toContain(canary);
    expect(JSON.stringify([found.outputs, found.summary])).not.toContain(canary);
    expect(await textsIn(workspace)).not.toContain(canary);
  });

  test('are masked on Azure Pipelines before anything else is said', async () => {
    const workspace = await newProject();
    const env = { ...variables, SYSTEM_DEBUG: 'true' };
    const task = 'PackageModelPipeline';
    const found = await runTask({ task, inputs: camel(inputs), workspace, env });
    expect(withoutLines(found.raw, /^##vso\[task\.setsecret\]/)).not.toContain(canary);
    const said = found.commands.filter(({ name }) => name !== 'task.debug');
    expect(said[0]?.name).toBe('task.setsecret');
    expect(JSON.stringify([found.outputs, found.summary])).not.toContain(canary);
    expect(await textsIn(workspace)).not.toContain(canary);
  });
});

describe('a cancelled smoke test', () => {
  const slowScore = `import time\n\n\ndef init():\n    time.sleep(300)\n\n\ndef run(data):\n    return 1\n`;

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'leaves no container on GitHub after %s',
    async (signalName) => {
      const workspace = await projects.create(`cancelled-${signalName}`, { score: slowScore });
      const recording = await recordingDocker(workspace);
      const inputs = { ...chainInputs, docker: recording.program };
      const call = await startAction({ action: '.', inputs, workspace });
      await containerOf(recording);
      call.process.kill(signalName);
      const { exitCode, commands } = await call.done;
      expect(exitCode).toBe(1);
      const errors = commands.filter(({ name }) => name === 'error').map(({ data }) => data);
      expect(errors).toEqual([`Cancelled: ${signalName}`]);
      expect(await containersLeft(await recording.containerNames())).toEqual([]);
    },
  );

  test('is cleaned up by the post part when its step is killed, and others are left alone', async () => {
    const workspace = await projects.create('killed', { score: slowScore });
    const other = ['--label', 'package-model.run=another', '--entrypoint', 'sleep'];
    const stranger = await docker('run', '--detach', ...other, serverBaseImage, '300');
    const before = await runContainers();
    try {
      const call = await startAction({ action: '.', inputs: chainInputs, workspace });
      const run = await newRun(before);
      call.process.kill('SIGKILL');
      const { exitCode, post, temporaryLeft } = await call.done;
      expect(exitCode).toBe(128);
      expect(post).toEqual({
        exitCode: 0,
        shown: expect.stringMatching(
          /^Removed container [0-9a-f]{12}: the step was ended before it could\.\nRemoved image package-model\/candidate:[0-9a-f-]+: the step was ended before it could\.\n$/,
        ),
      });
      expect(await containersOfRun(run)).toEqual([]);
      expect(temporaryLeft).toEqual([]);
      expect(await containersOfRun('another')).toEqual([stranger.trim()]);
    } finally {
      await docker('rm', '--force', stranger.trim());
    }
  });

  test('is cleaned up although SIGTERM follows SIGINT, as the agents send them', async () => {
    const workspace = await projects.create('cancelled-twice', { score: slowScore });
    const recording = await recordingDocker(workspace, {
      before: `if [ "$1 $2" = "container rm" ]; then kill -TERM $PPID; fi`,
    });
    const inputs = camel({ ...chainInputs, docker: recording.program });
    const call = await startTask({ task: 'PackageModelPipeline', inputs, workspace });
    await containerOf(recording);
    call.process.kill('SIGINT');
    const { result, issues } = await call.done;
    expect(result).toBe('Failed');
    expect(issues.map(({ message }) => message)).toEqual(['Cancelled: SIGINT']);
    expect(await containersLeft(await recording.containerNames())).toEqual([]);
  });
});

test.each([github, azureNode24])('$name must be told where models live', async (pipeline) => {
  const { 'model-registry': _, ...inputs } = chainInputs;
  const project = await newProject();
  const { result, errors } = await pipeline.run({ command: 'run', inputs, folder: project });
  expect(result).toBe('failed');
  expect(errors).toEqual([expect.stringMatching(/^model-?[rR]egistry: a pipeline must say/)]);
});

/** Waits until the container of a chain runs. */
async function containerOf(docker: {
  calls(): Promise<readonly (readonly string[])[]>;
}): Promise<void> {
  const isStarted = async () =>
    (await docker.calls()).some((words) => words.slice(0, 2).join(' ') === 'container inspect');
  await expect.poll(isStarted, { timeout: 60_000 }).toBe(true);
}

function camel(inputs: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(inputs).map(([name, text]) => [
    name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    text,
  ]);
  return Object.fromEntries(entries);
}

function withoutLines(text: string, left: RegExp): string {
  return text
    .split('\n')
    .filter((line) => !left.test(line))
    .join('\n');
}

/** All small files of a project, one after another; the blobs of its stores are not among them. */
async function textsIn(project: string): Promise<string> {
  const entries = await readdir(project, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('/blobs/'));
  const texts = files.map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8'));
  return (await Promise.all(texts)).join('\n');
}
