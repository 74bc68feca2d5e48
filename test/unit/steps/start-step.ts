import { systemClock } from '@package-model/core/clock';
import type { Clock } from '@package-model/core/clock';
import { createPipe, createRun } from '@package-model/core/process/spawn';
import type { Host } from '@package-model/host/host';
import { createTerminalHost } from '@package-model/host/terminal/host';
import { registerModelInputs } from '../../../packages/steps/src/register-model/inputs.ts';
import { runStep } from '../../../packages/steps/src/run-step.ts';
import type { Outputs, StepContext } from '../../../packages/steps/src/step.ts';
import { loginInputs } from '../../../packages/steps/src/inputs/logins.ts';
import { switchInput, secretInput } from '../../../packages/steps/src/inputs/define.ts';

/** Inputs that the step takes. */
export const good = { 'model-name': 'm', 'model-path': 'p', token: 'canary-7' };
const { only: _, ...logins } = loginInputs['registry-auth'];
const table = {
  ...registerModelInputs,
  token: secretInput({ description: 'A secret.' }),
  logins,
  flag: switchInput({ description: 'A switch.' }),
};

/** Runs a step of a test's own work, as on a terminal; resolves to what it printed. */
export async function start(
  run: (context: StepContext) => Promise<Outputs>,
  options: {
    inputs?: Record<string, string>;
    signal?: AbortSignal;
    faults?: { message: string }[];
    host?: Partial<Host>;
    clock?: Clock;
  } = {},
) {
  const printed = { stdout: '', stderr: '', disposed: 0, opened: 0 };
  const host = createTerminalHost({
    inputs: options.inputs ?? good,
    stdout: (text) => void (printed.stdout += text),
    stderr: (text) => void (printed.stderr += text),
    now: () => 0,
    outputs: 'json',
    progress: 'lines',
    debug: true,
  });
  const step = {
    name: 'test',
    title: 'Test',
    description: '',
    inputs: table,
    outputs: {},
    run: (_values: unknown, context: StepContext) => run(context),
  };
  const exitCode = await runStep(step, {
    host: { ...host, ...options.host },
    workingDirectory: '/',
    signal: options.signal ?? new AbortController().signal,
    ...(options.faults && { faults: options.faults }),
    open() {
      printed.opened += 1;
      return Promise.resolve({
        run: createRun({}),
        pipe: createPipe({}),
        clock: options.clock ?? systemClock,
        settings: {
          workingDirectory: '/',
          temporaryDirectory: '/tmp',
          runId: 'run-1',
          cacheDirectory: undefined,
          dockerConfigDirectory: '/none',
          ci: true,
          network: {},
        },
        secrets: ['canary-8'],
        [Symbol.asyncDispose]: () => Promise.resolve(void (printed.disposed += 1)),
      });
    },
  });
  return { exitCode, ...printed };
}
