import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from './support/cli.ts';
import { containersLeft, recordingDocker } from './support/docker-calls.ts';
import { testDocker } from './support/engine.ts';
import { writeProject } from './support/project.ts';
import { startRegistry } from './support/registry.ts';
import type { RegistryServer } from './support/registry.ts';
import { ensureServerBase } from './support/server-base.ts';
import { layoutConfig, layoutTags, registryConfig, registryTags } from './support/tags.ts';

const { signal } = new AbortController();
let folder = '';
let registry: RegistryServer;

beforeAll(async () => {
  await ensureServerBase();
  folder = await mkdtemp(join(tmpdir(), 'package-model-promotion-'));
  registry = await startRegistry({ signal, directory: join(folder, 'registry') });
});

afterAll(async () => {
  await registry.stop();
  await rm(folder, { recursive: true, force: true });
});

type Tags = Readonly<Record<string, string>>;

/** Where an image goes, and a look at its tags that is not ours. */
type Target = {
  readonly image: string;
  readonly tags: () => Promise<Tags>;
  /** The same look as a command of a shell, for the moment at which docker is called. */
  readonly look: string;
  /** The config's digest in a manifest. */
  readonly configOf: (digest: string) => Promise<string>;
  /** Registries of this version cannot take a tag away without its manifest. */
  readonly removesTags: boolean;
};

const targets: readonly (readonly [string, (cwd: string) => Target])[] = [
  [
    'a layout',
    (cwd) => ({
      image: 'dir:images',
      tags: () => layoutTags(join(cwd, 'images')),
      configOf: (digest) => layoutConfig(join(cwd, 'images'), digest),
      look: `cat '${join(cwd, 'images/index.json')}'`,
      removesTags: true,
    }),
  ],
  [
    'a registry',
    () => ({
      image: `${registry.host}/team/factor`,
      tags: () => registryTags(registry.host, 'team/factor'),
      configOf: (digest) => registryConfig(registry.host, 'team/factor', digest),
      look: `'${process.execPath}' -e 'fetch("http://${registry.host}/v2/team/factor/tags/list").then((r) => r.text()).then(console.log)'`,
      removesTags: false,
    }),
  ],
];

describe.each(targets)('on %s', (_, open) => {
  let cwd = '';
  let target: Target;

  beforeAll(async () => {
    cwd = await mkdtemp(join(folder, 'project-'));
    target = open(cwd);
    await writeProject(cwd);
  });

  /** Runs the chain with a docker that looks at the tags each time it is called for a container. */
  async function runWatched(tag: string) {
    const seen = join(cwd, 'seen');
    await writeFile(seen, '');
    const before = `if [ "$1 $2" = "container start" ]; then { printf 'runs '; '${testDocker()}' inspect --format '{{.Image}}' "$4"; } >> '${seen}'; fi
case "$1 $2" in "container start"|"container rm"|"pull --") { printf '%s %s: ' "$1" "$2"; ${target.look}; echo; } >> '${seen}' ;; esac`;
    const docker = await recordingDocker(cwd, { before });
    const args = ['run', '.', '--docker', docker.program, '--image', `${target.image}:${tag}`];
    const result = await runCli([...args, '--json'], { cwd });
    const lines = (await readFile(seen, 'utf8')).split('\n').filter((line) => line !== '');
    const names = await docker.containerNames();
    return { ...result, looks: lines, calls: await docker.calls(), names };
  }

  test('a wrong answer leaves a candidate and no release tag', async () => {
    await writeFile(
      join(cwd, 'cases.yaml'),
      '- name: doubles\n  request: {data: [3, 5]}\n  expect: {json: [7, 10]}\n',
    );
    const { exitCode, stdout, stderr, looks, names } = await runWatched('wrong');
    expect(stderr).toContain('doubles');
    expect(stderr).toMatch(/error: cases\.yaml:1:3: 1 of 1 smoke-test cases failed/);
    expect(exitCode).toBe(1);
    const outputs: Tags = JSON.parse(stdout);
    expect(outputs).toMatchObject({ passed: 'false', 'report-path': 'smoke-report.json' });
    expect(outputs).not.toHaveProperty('tags');
    const tags = await target.tags();
    expect(tags).not.toHaveProperty('wrong');
    const candidates = Object.keys(tags).filter((tag) => tag.startsWith('candidate-'));
    expect(candidates.map((tag) => tags[tag])).toEqual([outputs['image-digest']]);
    expect(looks.filter((line) => line.includes('"wrong"'))).toEqual([]);
    expect(names).not.toEqual([]);
    expect(await containersLeft(names)).toEqual([]);
  });

  test('the digest that was tested gets its tag after the container is gone', async () => {
    await writeProject(cwd);
    const before = await target.tags();
    const { exitCode, stdout, stderr, looks, calls, names } = await runWatched('right');
    expect(stderr).toContain('Promoted');
    expect(exitCode).toBe(0);
    const outputs: Tags = JSON.parse(stdout);
    expect(looks.some((line) => line.startsWith('container start'))).toBe(true);
    expect(looks.at(-1)).toMatch(/^container rm/);
    expect(looks.at(-1)).toContain('candidate-');
    expect(looks.filter((line) => line.includes('"right"'))).toEqual([]);
    const tags = await target.tags();
    expect(tags['right']).toBe(outputs['image-digest']);
    const report = JSON.parse(await readFile(join(cwd, 'smoke-report.json'), 'utf8'));
    expect(report).toMatchObject({ passed: true, imageDigest: outputs['digest'] });
    const candidate = `candidate-${(outputs['digest'] ?? '').slice('sha256:'.length).slice(0, 24)}`;
    const added = Object.keys(tags).filter((tag) => !(tag in before));
    // The server has no referrers API: a tag lists what is attached.
    const attached = `sha256-${(outputs['digest'] ?? '').slice('sha256:'.length)}`;
    const expected = target.removesTags ? ['right'] : [candidate, 'right', attached];
    expect(added.toSorted()).toEqual(expected);
    expect(outputs).toMatchObject({ attestation: expect.stringMatching(/^sha256:/) });
    expect(calls.filter((call) => call[0] === 'push' || call[1] === 'push')).toEqual([]);
    expect(await containersLeft(names)).toEqual([]);
  });

  test('the engine ran that very digest on a port of its own choice on this machine', async () => {
    const { stdout, calls, looks } = await runWatched('again');
    const outputs: Tags = JSON.parse(stdout);
    const ran = looks.filter((line) => line.startsWith('runs ')).map((line) => line.slice(5));
    // An engine names an image by its config, or by its manifest with containerd's store.
    expect([outputs['digest'], await target.configOf(outputs['digest'] ?? '')]).toContain(ran[0]);
    const created = calls.filter((call) => call[1] === 'create');
    expect(created).toHaveLength(1);
    expect(created[0]).toContain('--publish=127.0.0.1::5001/tcp');
    const hex = (outputs['digest'] ?? '').slice('sha256:'.length).slice(0, 24);
    expect(created[0]?.join(' ')).toMatch(
      new RegExp(` package-model/candidate:${hex}-[0-9a-f]{8}( |$)`),
    );
    if (target.image.startsWith('dir:')) return;
    const pulled = calls.filter((call) => call[0] === 'pull').map((call) => call.at(-1));
    expect(pulled).toEqual([`${target.image}@${outputs['digest']}`]);
  });
});
