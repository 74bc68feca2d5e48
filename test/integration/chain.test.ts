import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mustRunCli, runCli } from './support/cli.ts';
import {
  candidatesLeft,
  containersLeft,
  recordingDocker,
  removeImages,
} from './support/docker-calls.ts';
import { testDocker } from './support/engine.ts';
import { fileDigests } from './support/file-digests.ts';
import { writeProject } from './support/project.ts';
import { askServed } from './support/served-image.ts';
import { ensureServerBase } from './support/server-base.ts';
import { layoutTags } from './support/tags.ts';

const outputNames = (
  'model-name model-version model-id model-digest model-reference ' +
  'package-path plan-digest environment-digest ' +
  'base-image base-registry image image-digest image-size model-bytes-moved ' +
  'passed outcome report-path latency-ms tags digest image-name attestation'
).split(' ');
let folder = '';
let project = '';

/** A project whose first run has been: environment imported and pinned. */
beforeAll(async () => {
  await ensureServerBase();
  folder = await mkdtemp(join(tmpdir(), 'package-model-chain-'));
  project = join(folder, 'first');
  await writeProject(project);
});

afterAll(async () => {
  await removeImages('images:loaded');
  await rm(folder, { recursive: true, force: true });
});

const image = (tag: string) => ['--image', `dir:images:${tag}`];

describe('the chain', () => {
  test('prints exactly one JSON object with every output, and leaves release tags', async () => {
    const args = ['run', '.', '--docker', testDocker(), ...image('1.0'), '--json'];
    const { exitCode, stdout, stderr } = await runCli(args, { cwd: project });
    expect(stderr).toContain('The smoke test passed: 1 case');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^\{.*\}\n$/);
    const outputs: Record<string, string> = JSON.parse(stdout);
    expect(Object.keys(outputs).toSorted()).toEqual(outputNames.toSorted());
    expect(outputs).toMatchObject({
      'model-id': 'factor:1',
      'model-bytes-moved': '0',
      passed: 'true',
      tags: '1.0',
      image: `dir:images@${outputs['digest']}`,
    });
    const tags = await layoutTags(join(project, 'images'));
    expect(tags['1.0']).toBe(outputs['digest']);
    expect(Object.keys(tags).filter((tag) => tag.startsWith('candidate-'))).toEqual([]);
  });

  test('asks no engine to build, save or pull anything in its second run', async () => {
    const recording = await recordingDocker(folder);
    const lock = await readFile(join(project, 'package-model.lock'), 'utf8');
    const args = ['run', '.', '--docker', recording.program, ...image('1.1')];
    const { stderr } = await mustRunCli(args, { cwd: project });
    expect(stderr).toContain('pinned by package-model.lock');
    const words = new Set((await recording.calls()).map((call) => call.slice(0, 2).join(' ')));
    const slow = [...words].filter((word) => /^(build |buildx build|image save|pull )/.test(word));
    expect(slow).toEqual([]);
    expect(await readFile(join(project, 'package-model.lock'), 'utf8')).toBe(lock);
    expect(await recording.containerNames()).toHaveLength(1);
    expect(await containersLeft(await recording.containerNames())).toEqual([]);
  });

  test('with --dry-run says the plan and changes no byte', async () => {
    const cwd = join(folder, 'dry');
    await writeProject(cwd);
    const before = await fileDigests(cwd);
    const missing = join(folder, 'no-docker');
    const args = ['run', '.', '--docker', missing, ...image('1.0'), '--dry-run', '--json'];
    const { exitCode, stdout, stderr } = await runCli(args, { cwd });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toHaveProperty('environment-digest');
    expect(stderr).toContain('Nothing was moved: this was a dry run.');
    expect(await fileDigests(cwd)).toEqual(before);
  });

  test('with --load leaves an image that plain docker run serves', async () => {
    const recording = await recordingDocker(folder);
    const args = ['run', '.', '--docker', recording.program, ...image('loaded'), '--load'];
    await mustRunCli(args, { cwd: project });
    const { answer, log } = await askServed('images:loaded', { data: [7, 9] });
    expect(answer).toEqual([14, 18]);
    expect(log).not.toContain('Control server error');
    expect(await candidatesLeft(recording)).toEqual([]);
  });
});

describe('the steps alone', () => {
  test('give the digest of the chain when their outputs are handed on', async () => {
    const cwd = join(folder, 'steps');
    await cp(project, cwd, { recursive: true });
    const engine = ['--docker', testDocker()];
    const chain = await mustRunCli(['run', '.', ...engine, ...image('chain')], { cwd });
    const model = ['--model', chain['model-id'] ?? ''];
    const config = ['--inference-config', 'inferenceconfig.json', '--package-path', 'again'];
    const packaged = await mustRunCli(['package-model', ...model, ...config], { cwd });
    expect(packaged['plan-digest']).toBe(chain['plan-digest']);
    const missing = join(folder, 'no-docker');
    const built = await mustRunCli(
      ['build-image', '--package-path', 'again', ...image('steps'), '--docker', missing],
      { cwd },
    );
    expect(built['image-digest']).toBe(chain['image-digest']);
    const pinned = ['--image', built['image'] ?? ''];
    const tested = await mustRunCli(
      ['smoke-test', ...pinned, '--cases', 'cases.yaml', ...engine, '--report-path', 'own.json'],
      { cwd },
    );
    expect(tested['passed']).toBe('true');
    const report = ['--report-path', tested['report-path'] ?? ''];
    const pushed = await mustRunCli(['push-image', ...pinned, ...report, '--tags', 'steps,more'], {
      cwd,
    });
    expect(pushed['digest']).toBe(chain['digest']);
    const tags = await layoutTags(join(cwd, 'images'));
    expect([tags['steps'], tags['more']]).toEqual([chain['digest'], chain['digest']]);
  });

  test('build an image without any engine where the lock pins the environment', async () => {
    const cwd = join(folder, 'no-engine');
    await cp(project, cwd, { recursive: true });
    const { stderr } = await mustRunCli(
      ['build-image', ...image('none'), '--docker', join(folder, 'no-docker')],
      { cwd },
    );
    expect(stderr).toContain('pinned by package-model.lock');
  });

  test('refuse to promote a digest that the report is not about', async () => {
    const report = JSON.parse(await readFile(join(project, 'smoke-report.json'), 'utf8'));
    const other = `sha256:${'0'.repeat(64)}`;
    const args = ['push-image', '--image', `dir:images@${other}`, '--tags', 'stolen'];
    const { exitCode, stderr } = await runCli([...args, '--report-path', 'smoke-report.json'], {
      cwd: project,
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`is about ${report.imageDigest}, not about ${other}`);
    expect(await layoutTags(join(project, 'images'))).not.toHaveProperty('stolen');
  });

  test('keep nothing beside what they are asked for', () => {
    expect(existsSync(join(project, '.package/plan.json'))).toBe(true);
    expect(existsSync(join(project, '.package/Dockerfile'))).toBe(false);
  });
});
