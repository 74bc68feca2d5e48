/** Starts a step as a surface does, with work that writes the values it got: SURFACE STEP ARGS… */
import { writeFile } from 'node:fs/promises';
import { Secret } from '@package-model/core/secret';
import { surfaces } from '@package-model/tooling/surfaces';
import { parseCommand } from '../../../packages/cli/src/commands.ts';
import { runStepOf } from '../../../packages/cli/src/run-command.ts';
import { startAzurePipelines } from '../../../packages/cli/src/start-azure-pipelines.ts';
import { startGithub } from '../../../packages/cli/src/start-github.ts';
import { withWork } from './sample-inputs.ts';

const [, , kind, name, ...args] = process.argv;
const surface = surfaces.find(({ step }) => step.name === name);
if (surface === undefined) throw new Error(`there is no step ${name ?? ''}`);
const step = withWork(surface.step, async (values) => {
  await writeFile(process.env['ECHO_FILE'] ?? '', JSON.stringify(values, revealed));
  return {};
});

if (kind === 'github') await startGithub(step);
else if (kind === 'azure-pipelines') await startAzurePipelines(step);
else {
  const command = parseCommand(surface.command);
  if (command === undefined) throw new Error(surface.command);
  process.exitCode = await runStepOf(command, step, args);
}

function revealed(this: unknown, key: string, value: unknown): unknown {
  const original: unknown = Reflect.get(Object(this), key);
  return original instanceof Secret ? { secret: original.reveal() } : value;
}
