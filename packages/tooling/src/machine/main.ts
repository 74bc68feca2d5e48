import { constants } from 'node:os';
import { programsNamed } from './docker-client.ts';
import { EngineDeniedError } from './engine.ts';
import { runCommand } from './command.ts';

/** What a command line of ours says: its words, and whether `--yes` stands among them. */
export type CommandLine = { readonly words: readonly string[]; readonly assumeYes: boolean };

const dockerGroupMark = 'PACKAGE_MODEL_DOCKER_GROUP';

/**
 * Runs a tool's main function with a signal that SIGINT and SIGTERM abort, and ends the process with
 * its exit code when everything is cleaned up. An error prints as one message, exit code 1.
 */
export async function runMain(
  main: (line: CommandLine, signal: AbortSignal) => Promise<number>,
): Promise<void> {
  const controller = new AbortController();
  let caught: 'SIGINT' | 'SIGTERM' | undefined;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      caught = name;
      controller.abort(new Error(`Stopped by ${name}.`));
    });
  }
  const words = process.argv.slice(2);
  const line = {
    words: words.filter((word) => word !== '--yes'),
    assumeYes: words.includes('--yes'),
  };
  try {
    process.exitCode = await main(line, controller.signal);
  } catch (error) {
    process.exitCode = await afterError(error, controller.signal);
  }
  if (caught !== undefined) process.exitCode = 128 + constants.signals[caught];
}

async function afterError(error: unknown, signal: AbortSignal): Promise<number> {
  if (error instanceof EngineDeniedError && (await mayEnterDockerGroup())) {
    return await runAgainInDockerGroup(signal);
  }
  const reason = signal.aborted ? signal.reason : error;
  process.stderr.write(`${reason instanceof Error ? reason.message : String(reason)}\n`);
  return 1;
}

async function mayEnterDockerGroup(): Promise<boolean> {
  if (process.getuid?.() === 0 || process.env[dockerGroupMark] !== undefined) return false;
  return (await programsNamed('sudo')).length > 0;
}

/** The same process once more with the group `docker`, as after a new login; nothing stays changed. */
async function runAgainInDockerGroup(signal: AbortSignal): Promise<number> {
  process.stderr.write('The engine answers to the group docker only: entering it by sudo.\n');
  const groups = [...(process.getgroups?.() ?? []).map(String), 'docker'].join(',');
  const user = [`--reuid=${process.getuid?.()}`, `--regid=${process.getgid?.()}`];
  const variables = ['PATH', 'HOME'].map((name) => `${name}=${process.env[name] ?? ''}`);
  const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const args = ['--preserve-env', 'setpriv', ...user, `--groups=${groups}`, 'env', ...variables];
  const result = await runCommand('sudo', [...args, `${dockerGroupMark}=1`, ...again], {
    signal,
    streams: 'inherit',
  });
  return result.exitCode;
}
