import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
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

/** How a workflow ended: all jobs well or not, and what its steps said. */
export type ActResult = ActLog & { readonly exitCode: number };

/** A workflow that still runs; its process is act's. */
export type ActCall = Pick<Child, 'process'> & {
  readonly done: Promise<ActResult>;
  /** The runner's temporary folders of its steps stand below this one. */
  readonly home: string;
};

export type ActOptions = {
  /** A fixture's name without its ending. */
  readonly workflow: string;
  /** The user's repository; it becomes one, with the workflow in it. */
  readonly project: string;
  /** The repository's variables. */
  readonly variables: Readonly<Record<string, string>>;
};

/** The folders that act takes for repositories of GitHub, and its own; `remove` takes them away. */
export type ActHome = { readonly folder: string; readonly remove: () => Promise<void> };

/** The repository of the actions as a tag has it: manifests and bundles, nothing to build from. */
export async function openActHome(): Promise<ActHome> {
  const folder = await mkdtemp(join(tmpdir(), 'package-model-act-'));
  for (const path of ['action.yml', 'actions', 'dist']) {
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
  await mkdir(join(project, dirname(file)), { recursive: true });
  await cp(join(fixtures, `${workflow}.yml`), join(project, file));
  await makeRepository(project);
  const own = await mkdtemp(join(home.folder, 'run-'));
  const artifacts = join(own, 'artifacts');
  await mkdir(artifacts);
  const repositories = {
    'org/package-model@v1': 'package-model',
    'actions/upload-artifact@v4': 'stand-ins/upload-artifact',
    'actions/download-artifact@v4': 'stand-ins/download-artifact',
  };
  const words = [
    ['push', '--json', '--no-cache-server', '--action-offline-mode'],
    ['--workflows', file, '--platform', 'ubuntu-latest=-self-hosted'],
    ['--env', `ARTIFACTS_FOLDER=${artifacts}`],
    ...Object.entries(options.variables).map(([name, value]) => ['--var', `${name}=${value}`]),
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
    ...parseActLog(stdout + stderr),
  }));
  return { process: child.process, done, home: own };
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
