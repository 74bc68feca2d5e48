import { CodedError } from '@package-model/core/errors';
import type { Fault } from '@package-model/core/errors';
import { listenForCancellation } from '@package-model/host/cancellation';
import { isPipeline } from '@package-model/host/pipeline';
import { readRunOrigin } from '@package-model/host/run-origin';
import { createTerminalHost } from '@package-model/host/terminal/host';
import { steps } from '@package-model/steps/all';
import { runStep } from '@package-model/steps/run-step';
import type { Step } from '@package-model/steps/step';
import { inputsOf } from '@package-model/steps/surface-inputs';
import { commands, positionals } from './commands.ts';
import type { Command } from './commands.ts';
import { parseFlags } from './flags.ts';
import type { Flags } from './flags.ts';

/** Runs a step as the command line asked for and resolves to the exit code. */
export async function runCommand(command: Command, args: readonly string[]): Promise<number> {
  return runStepOf(command, await steps[commands[command]](), args);
}

/** The same with the step at hand. */
export async function runStepOf(
  command: Command,
  step: Step,
  args: readonly string[],
): Promise<number> {
  const { env: environment } = process;
  const flags = parseFlags(args, inputsOf(step.inputs, 'terminal'));
  const { inputs, faults } = withPositionals(command, flags);
  const isQuiet = isPipeline(environment) || !process.stderr.isTTY;
  const host = createTerminalHost({
    inputs,
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    now: () => performance.now(),
    outputs: flags.own.has('json') ? 'json' : 'lines',
    progress: isQuiet ? 'lines' : 'bar',
    debug: flags.own.has('debug'),
  });
  const cancellation = listenForCancellation((name) => new CodedError('ABORTED', name));
  const exitCode = await runStep(step, {
    host,
    faults,
    signal: cancellation.signal,
    workingDirectory: process.cwd(),
    readOrigin: () => readRunOrigin(environment),
    async open(isForkPullRequest) {
      const { openWorld } = await import('@package-model/steps/world');
      return openWorld(environment, 'terminal', undefined, isForkPullRequest);
    },
  });
  cancellation.stop();
  return exitCode;
}

type Call = { readonly inputs: Flags['inputs']; readonly faults: readonly Fault[] };

/** `run FOLDER` names model.yaml's folder; most commands take flags only. */
function withPositionals(command: Command, flags: Flags): Call {
  const positional = positionals[command];
  const word = positional === undefined ? undefined : flags.positionals[0];
  const more = positional === undefined ? flags.positionals : flags.positionals.slice(1);
  const faults = [...flags.faults];
  for (const other of more) {
    const message = `${JSON.stringify(other.slice(0, 80))} belongs to no input; inputs are given as --name VALUE`;
    faults.push({ message });
  }
  if (positional === undefined || word === undefined) return { inputs: flags.inputs, faults };
  const { input, shownAs } = positional;
  if (flags.inputs[input] !== undefined) {
    faults.push({ message: `give ${shownAs} or --${input}, not both` });
  }
  return { inputs: { ...flags.inputs, [input]: word }, faults };
}
