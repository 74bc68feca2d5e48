import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { imagePaths } from '@package-model/core/image/paths';
import { createRun } from '@package-model/core/process/spawn';
import { projectRoot } from '@package-model/tooling/machine/machine';
import { testPythonVersion } from './base-image.ts';
import { mustRunCli } from './cli.ts';
import { testEngine } from './engines.ts';
import { testPython } from './python.ts';
import { serverBaseImage } from './server-base.ts';

/** Where the projects that fail for one known reason each are. */
export const failuresFolder = join(projectRoot, 'test/fixtures/failures');

/** The project whose package is the ground that the others are built on. */
export const packagedProject = 'model-missing';

const { signal } = new AbortController();
/** The image that is made of a project, by this run of the tests. */
export const nameOf = (project: string): string =>
  `package-model-test/failing-${project}:${process.pid}`;

/** Registers and packages that project as a user does, and builds its image. */
export async function buildPackaged(folder: string): Promise<string> {
  const cwd = await copyOf(packagedProject, folder);
  const environment = {
    environmentVariables: { GREETING: 'hello' },
    python: { userManagedDependencies: true },
    docker: { baseImage: serverBaseImage },
  };
  const config = { entryScript: 'score.py', sourceDirectory: 'source', environment };
  await writeFile(join(cwd, 'inferenceconfig.json'), JSON.stringify(config));
  const registry = ['--model-registry', 'dir:models'];
  const model = ['--model-name', 'factor', '--model-path', 'model'];
  const outputs = await mustRunCli(['register-model', ...model, ...registry], { cwd });
  const named = ['--model', outputs['model-id'] ?? '', ...registry];
  const inputs = ['--inference-config', 'inferenceconfig.json', '--generate-dockerfile'];
  await mustRunCli(['package-model', ...named, ...inputs], { cwd });
  return build(packagedProject, join(cwd, '.package'));
}

/** Puts the source and the model of another project into that image; gives the new one's name. */
export async function buildFailing(project: string, folder: string): Promise<string> {
  if (project === packagedProject) return nameOf(project);
  const cwd = await copyOf(project, folder);
  const lines = [`FROM ${nameOf(packagedProject)}`, 'USER root', ...(await addPackages(cwd))];
  if (existsSync(join(cwd, 'model'))) lines.push(`COPY model ${imagePaths.models}/factor/model`);
  lines.push(`COPY source ${imagePaths.appRoot}/source`, 'USER 10001:0');
  const more = join(cwd, 'Dockerfile.part');
  if (existsSync(more)) lines.push(await readFile(more, 'utf8'));
  await writeFile(join(cwd, 'Dockerfile'), `${lines.join('\n')}\n`);
  return build(project, cwd);
}

async function copyOf(project: string, folder: string): Promise<string> {
  const cwd = join(folder, project);
  await cp(join(failuresFolder, project), cwd, { recursive: true });
  return cwd;
}

async function build(project: string, contextFolder: string): Promise<string> {
  const tag = nameOf(project);
  const request = { contextFolder, dockerfile: 'Dockerfile', tag, secrets: [] };
  await testEngine(contextFolder).build(request, signal);
  return tag;
}

/** Dockerfile lines that install what packages.txt names, without what that needs. */
async function addPackages(cwd: string): Promise<readonly string[]> {
  const list = join(cwd, 'packages.txt');
  if (!existsSync(list)) return [];
  const wheels = join(cwd, 'wheels');
  await mkdir(wheels);
  const platform = ['--platform=manylinux2014_x86_64', `--python-version=${testPythonVersion()}`];
  const kind = ['--quiet', '--no-deps', '--only-binary=:all:', ...platform];
  const args = ['-m', 'pip', 'download', ...kind, '--dest', wheels, '--requirement', list];
  const { exitCode, stderr } = await createRun(process.env).run(testPython(), args, { signal });
  if (exitCode !== 0) throw new Error(stderr);
  const install = 'python3 -m pip install --no-index --no-deps --quiet /tmp/wheels/*.whl';
  return ['COPY wheels /tmp/wheels', `RUN ${install} && rm -r /tmp/wheels`];
}
