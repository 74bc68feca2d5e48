import { camelCase } from '@package-model/host/input-names';
import { surfaces } from '@package-model/tooling/surfaces';
import { runTask } from './azure-agent.ts';
import type { Handler } from './azure-agent.ts';
import { runCli } from './cli.ts';
import { runAction } from './github-runner.ts';

/** A call of one step, in the words that all surfaces share. */
export type StepCall = {
  /** The command line's word: `run`, `register-model`. */
  readonly command: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
};

/** What came of it, in the same words. */
export type StepResult = {
  readonly result: 'passed' | 'failed';
  /** Azure Pipelines has a result instead. */
  readonly exitCode: number;
  readonly outputs: Readonly<Record<string, string>>;
  /** Each with its file and line where the surface can say them. */
  readonly errors: readonly string[];
  /** All that people can read: the log with its masks, and the summary. */
  readonly shown: string;
  readonly summary: string;
};

export type Pipeline = { readonly name: string; run(call: StepCall): Promise<StepResult> };

/** The command line, a GitHub action, and an Azure Pipelines task on each of its Nodes. */
export const commandLine: Pipeline = { name: 'the command line', run: onCommandLine };
export const github: Pipeline = { name: 'GitHub Actions', run: onGithub };
export const azureNode20 = azure('Node20_1');
export const azureNode24 = azure('Node24');

async function onCommandLine({ command, inputs, folder, env }: StepCall): Promise<StepResult> {
  const flags = Object.entries(inputs).map(([name, text]) => `--${name}=${text}`);
  const options = { cwd: folder, ...(env && { env }) };
  const { exitCode, stdout, stderr } = await runCli([command, ...flags, '--json'], options);
  const outputs: Record<string, string> = stdout === '' ? {} : JSON.parse(stdout);
  const errors = stderr.split(/^error: /m).slice(1);
  return {
    result: exitCode === 0 ? 'passed' : 'failed',
    exitCode: exitCode ?? 128,
    outputs,
    errors: errors.map((text) => text.trimEnd()),
    shown: stdout + stderr,
    summary: '',
  };
}

async function onGithub({ command, inputs, folder, env }: StepCall): Promise<StepResult> {
  const { action } = surfaceOf(command);
  const { exitCode, outputs, summary, commands, shown } = await runAction({
    action: action.replace(/\/?action\.yml$/, '') || '.',
    inputs,
    workspace: folder,
    ...(env && { env }),
  });
  const errors = commands.filter(({ name }) => name === 'error');
  return {
    result: exitCode === 0 ? 'passed' : 'failed',
    exitCode,
    outputs,
    errors: errors.map(({ properties: { file, line }, data }) => placed(file, line, data)),
    shown: `${shown}\n${summary}`,
    summary,
  };
}

function azure(handler: Handler): Pipeline {
  return {
    name: `Azure Pipelines (${handler})`,
    async run({ command, inputs, folder, env }) {
      const { task, step } = surfaceOf(command);
      const names = new Map(Object.keys(step.outputs).map((name) => [camelCase(name), name]));
      const entries = Object.entries(inputs).map(([name, text]) => [camelCase(name), text]);
      const { result, exitCode, outputs, issues, shown, summary } = await runTask({
        task,
        inputs: Object.fromEntries(entries),
        workspace: folder,
        handler,
        ...(env && { env }),
      });
      return {
        result: result === 'Succeeded' ? 'passed' : 'failed',
        exitCode,
        outputs: Object.fromEntries(
          Object.entries(outputs).map(([name, value]) => [names.get(name) ?? name, value]),
        ),
        errors: issues
          .filter(({ type }) => type === 'error')
          .map(({ file, line, message }) => placed(file, line, message)),
        shown: `${shown}\n${summary}`,
        summary,
      };
    },
  };
}

function placed(file: string | undefined, line: string | undefined, message: string): string {
  return [file, line, message].filter((part) => part !== undefined).join(':');
}

function surfaceOf(command: string) {
  const surface = surfaces.find((one) => one.command === command);
  if (surface === undefined) throw new Error(`There is no step ${command}.`);
  return surface;
}
