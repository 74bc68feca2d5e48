import { readdirSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mustRun } from '@package-model/tooling/machine/command';
import { projectRoot } from '@package-model/tooling/machine/machine';
import { parseActLog } from './act-log.ts';
import type { ActLog } from './act-log.ts';
import { startChild } from './child.ts';
import type { Child } from './child.ts';
import { fromTestRun } from './test-run.ts';

const fixtures = join(projectRoot, 'test/fixtures/workflows');
const reusableWorkflow = '.github/workflows/package-model.yml';

/** How a workflow ended: all jobs well or not, and what its steps said. */
export type ActResult = ActLog & {
  readonly exitCode: number;
  /** The folder of the artifacts that were kept, by name. */
  readonly artifacts: string;
};

/** A workflow that still runs; its process is act's. */
export type ActCall = Pick<Child, 'process'> & {
  readonly done: Promise<ActResult>;
  /** The runner's temporary folders of its steps stand below this one. */
  readonly home: string;
};

export type ActOptions = {
  /** A fixture's name without its ending. */
  readonly workflow: string;
  /** The workflow itself, where it is no fixture. */
  readonly text?: string;
  /** The user's repository; it becomes one, with the workflow in it. */
  readonly project: string;
  /** The repository's variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** Its secrets; none without them. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Variables that the runner gives to each step. */
  readonly env?: Readonly<Record<string, string>>;
};

/** The folders that act takes for repositories of GitHub, and its own; `remove` takes them away. */
export type ActHome = { readonly folder: string; readonly remove: () => Promise<void> };

/** The repository of the actions as a tag has it: manifests and bundles, nothing to build from. */
export async function openActHome(): Promise<ActHome> {
  const folder = await mkdtemp(join(tmpdir(), 'package-model-act-'));
  for (const path of ['action.yml', 'actions', 'dist', reusableWorkflow]) {
    await cp(join(projectRoot, path), join(folder, 'package-model', path), { recursive: true });
  }
  await cp(join(fixtures, 'stand-ins'), join(folder, 'stand-ins'), { recursive: true });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Runs a workflow to its end. */
export async function runAct(home: ActHome, options: ActOptions): Promise<ActResult> {
  return (await startAct(home, options)).done;
}

/**
 * Starts act as on a machine with docker and Node 24, without images: steps run on this machine, in a
 * copy of the repository of their own job.
 */
export async function startAct(home: ActHome, options: ActOptions): Promise<ActCall> {
  const { project, workflow } = options;
  const file = join('.github/workflows', `${workflow}.yml`);
  const text = options.text ?? (await readFile(join(fixtures, `${workflow}.yml`), 'utf8'));
  await mkdir(join(project, dirname(file)), { recursive: true });
  await writeFile(join(project, file), text);
  await makeRepository(project);
  const own = await mkdtemp(join(home.folder, 'run-'));
  const artifacts = join(own, 'artifacts');
  await mkdir(artifacts);
  const reusable = await readFile(join(projectRoot, reusableWorkflow), 'utf8');
  const repositories = {
    ...Object.fromEntries(ownVersions(reusable).map((one) => [one, 'package-model'])),
    ...Object.fromEntries(standIns(`${text}\n${reusable}`)),
  };
  // skopeo takes plain http for nothing by itself, not even for this machine.
  const registries = join(own, '.config/containers/registries.conf');
  await mkdir(dirname(registries), { recursive: true });
  const [host = ''] = (options.variables['REGISTRY'] ?? '').split('/');
  await writeFile(registries, `[[registry]]\nlocation = "${host}"\ninsecure = true\n`);
  const words = [
    ['push', '--json', '--no-cache-server', '--action-offline-mode'],
    ['--workflows', file, '--platform', 'ubuntu-latest=-self-hosted'],
    ...Object.entries({ ...options.env, ARTIFACTS_FOLDER: artifacts }).map(([name, value]) => [
      '--env',
      `${name}=${value}`,
    ]),
    ...Object.entries(options.variables).map(([name, value]) => ['--var', `${name}=${value}`]),
    ...Object.entries(options.secrets ?? {}).map(([name, value]) => [
      '--secret',
      `${name}=${value}`,
    ]),
    ...Object.entries(repositories).map(([name, folder]) => [
      '--local-repository',
      `${name}=${join(home.folder, folder)}`,
    ]),
  ].flat();
  const child = startChild([fromTestRun('PACKAGE_MODEL_TEST_ACT'), ...words], {
    cwd: project,
    env: environment(own),
  });
  const done = child.done.then(({ exitCode, stdout, stderr }) => ({
    exitCode,
    artifacts,
    ...parseActLog(stdout + stderr),
  }));
  return { process: child.process, done, home: own };
}

/** Our repository at its major version, as users name it, and at that which the workflow names. */
function ownVersions(reusable: string): readonly string[] {
  const named = [...reusable.matchAll(/uses: org\/package-model\/actions\/[a-z-]+@(\S+)/g)];
  return ['v1', ...named.map(([, version = '']) => version)].map(
    (one) => `org/package-model@${one}`,
  );
}

/** Actions of GitHub that a workflow names, with the folder of what takes the place of each. */
function standIns(text: string): (readonly [string, string])[] {
  const names = readdirSync(join(fixtures, 'stand-ins'));
  return [...text.matchAll(/uses: (\w+\/([\w-]+)@[\w.]+)/g)]
    .filter(([, , name = '']) => names.includes(name))
    .map(([, uses = '', name = '']) => [uses, `stand-ins/${name}`]);
}

/** act takes `node` from PATH, whatever an action's manifest says. */
function environment(home: string): Record<string, string> {
  const path = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
  const host = process.env['DOCKER_HOST'];
  return { PATH: path, HOME: home, ...(host === undefined ? {} : { DOCKER_HOST: host }) };
}

async function makeRepository(project: string): Promise<void> {
  const { signal } = new AbortController();
  const git = (...args: string[]) => mustRun('git', args, { signal, cwd: project });
  await writeFile(join(project, '.gitignore'), '/.cache\n/.package\n/smoke-report.json\n');
  await git('init', '--quiet', '--initial-branch=main');
  await git('remote', 'add', 'origin', 'https://github.com/org/models.git');
  await git('add', '--all');
  const author = ['-c', 'user.name=user', '-c', 'user.email=user@example.com'];
  await git(...author, 'commit', '--quiet', '--message', 'A model');
}
