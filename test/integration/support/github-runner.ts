import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { projectRoot } from '@package-model/tooling/machine/machine';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { machineEnvironment, startChild } from './child.ts';
import type { Child } from './child.ts';
import { readGithubLog } from './github-log.ts';
import type { GithubLog } from './github-log.ts';

const manifestSchema = z.object({
  inputs: z.record(
    z.string(),
    z.object({ required: z.boolean(), default: z.optional(z.string()) }),
  ),
  outputs: z.record(z.string(), z.object({ description: z.string() })),
  runs: z.object({ using: z.literal('node24'), main: z.string(), post: z.string() }),
});

/** How a job ran an action. */
export type GithubResult = GithubLog & {
  readonly exitCode: number;
  readonly outputs: Readonly<Record<string, string>>;
  /** What it wrote to the file of the step's summary. */
  readonly summary: string;
  /** The files of variables and path: an action of ours writes none of them. */
  readonly otherFiles: string;
  /** What it kept for its post part. */
  readonly state: string;
  /** What the step's post part said; it runs at the end of the job, however the step ended. */
  readonly post: { readonly exitCode: number; readonly shown: string };
  /** What is left in the runner's temporary folder after that. */
  readonly temporaryLeft: readonly string[];
  /** Both streams as they were written, before anything is masked. */
  readonly raw: string;
};

export type GithubOptions = {
  /** The folder of action.yml below the repository: `.`, `actions/register-model`. */
  readonly action: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly workspace: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly node?: string;
};

/** An action that still runs. */
export type GithubCall = Pick<Child, 'process'> & { readonly done: Promise<GithubResult> };

/** Runs an action to its end as GitHub's runner does. */
export async function runAction(options: GithubOptions): Promise<GithubResult> {
  return (await startAction(options)).done;
}

/**
 * Starts an action as GitHub's runner does: `main` is looked up from the folder of action.yml,
 * inputs with their defaults are `INPUT_<NAME>`, each command file is new and empty.
 */
export async function startAction(options: GithubOptions): Promise<GithubCall> {
  const folder = join(projectRoot, options.action);
  const manifest = manifestSchema.parse(parse(await readFile(join(folder, 'action.yml'), 'utf8')));
  const base = await mkdtemp(join(tmpdir(), 'package-model-runner-'));
  const files = Object.fromEntries(
    ['OUTPUT', 'STATE', 'ENV', 'PATH', 'STEP_SUMMARY'].map((name) => [
      `GITHUB_${name}`,
      join(base, '_runner_file_commands', name.toLowerCase()),
    ]),
  );
  for (const file of Object.values(files)) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, '');
  }
  const temporary = join(base, '_temp');
  await mkdir(temporary);
  const env = {
    ...machineEnvironment(base),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'org/models',
    GITHUB_RUN_ID: '1',
    GITHUB_WORKSPACE: options.workspace,
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: temporary,
    RUNNER_TOOL_CACHE: join(base, '_tool'),
    ...files,
    ...inputVariables(manifest.inputs, options.inputs),
    ...options.env,
  };
  const { node = process.execPath, workspace } = options;
  const start = (file: string, more: Readonly<Record<string, string>> = {}) =>
    startChild([node, resolve(folder, file)], { cwd: workspace, env: { ...env, ...more } });
  const child = start(manifest.runs.main);
  const post = (state: Readonly<Record<string, string>>) => start(manifest.runs.post, state).done;
  return { process: child.process, done: finish(child, { files, base, post }) };
}

function inputVariables(
  declared: z.infer<typeof manifestSchema>['inputs'],
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const unknown = Object.keys(given).filter((name) => declared[name] === undefined);
  if (unknown.length > 0) throw new Error(`action.yml has no input ${unknown.join(', ')}`);
  return Object.fromEntries(
    Object.entries(declared).map(([name, input]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      given[name] ?? evaluated(input.default ?? ''),
    ]),
  );
}

type Place = {
  readonly files: Readonly<Record<string, string>>;
  readonly base: string;
  readonly post: (state: Readonly<Record<string, string>>) => Child['done'];
};

/** Defaults are expressions; the job of a test has no token. */
function evaluated(text: string): string {
  return text.replaceAll('${{ github.token }}', '');
}

async function finish(child: Child, { files, base, post }: Place): Promise<GithubResult> {
  const { exitCode, stdout, stderr } = await child.done;
  const read = (name: string) => readFile(files[`GITHUB_${name}`] ?? '', 'utf8');
  const outputs = parseOutputs(await read('OUTPUT'));
  const summary = await read('STEP_SUMMARY');
  const state = await read('STATE');
  const kept = Object.entries(parseOutputs(state));
  const ended = await post(
    Object.fromEntries(kept.map(([name, value]) => [`STATE_${name}`, value])),
  );
  const result = {
    ...readGithubLog(`${stdout}${stderr}`),
    exitCode,
    outputs,
    summary,
    state,
    otherFiles: (await Promise.all(['ENV', 'PATH'].map(read))).join(''),
    post: { exitCode: ended.exitCode, shown: ended.stdout + ended.stderr },
    temporaryLeft: await readdir(join(base, '_temp')),
    raw: stdout + stderr,
  };
  await rm(base, { recursive: true, force: true });
  return result;
}

/** `name=value` and `name<<DELIMITER`, as the runner reads them. */
function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  while (lines.length > 0) {
    const line = lines.shift() ?? '';
    if (line === '') continue;
    const { name, delimiter, value } =
      /^(?<name>[^=<]+)(?:<<(?<delimiter>.+)|=(?<value>.*))$/.exec(line)?.groups ?? {};
    if (name === undefined) throw new Error(`not an output: ${line}`);
    if (delimiter === undefined) outputs[name] = value ?? '';
    else {
      const end = lines.indexOf(delimiter);
      if (end < 0) throw new Error(`the delimiter of ${name} does not come again`);
      outputs[name] = lines
        .splice(0, end + 1)
        .slice(0, -1)
        .join('\n');
    }
  }
  return outputs;
}
