import { commands, parseCommand } from './commands.ts';
import type { Command } from './commands.ts';
import type * as helpTexts from './help.gen.ts';

const BAD_CALL = 2;

/** Runs one call of `package-model` and resolves to the exit code. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const [word, ...rest] = args;
  if (word === undefined) return print('stderr', await helpFor(undefined), BAD_CALL);
  if (word === '--help' || word === '-h') return print('stdout', await helpFor(undefined), 0);
  if (word === '--version') return print('stdout', (await texts()).version, 0);
  if (word === 'help') {
    const command = rest[0] === undefined ? undefined : parseCommand(rest[0]);
    return print('stdout', await helpFor(command), 0);
  }
  const command = parseCommand(word);
  if (command === undefined) return print('stderr', await unknownCommand(word), BAD_CALL);
  if (asksForHelp(rest)) return print('stdout', await helpFor(command), 0);
  const { runCommand } = await import('./run-command.ts');
  return runCommand(command, rest);
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const flags = end < 0 ? args : args.slice(0, end);
  return flags.includes('--help') || flags.includes('-h');
}

async function helpFor(command: Command | undefined): Promise<string> {
  const { help } = await texts();
  return command === undefined ? help.overview : help.commands[command];
}

async function unknownCommand(word: string): Promise<string> {
  const { nearest } = await import('@package-model/core/package/config/nearest');
  const guess = nearest(word, Object.keys(commands));
  const hint = guess === undefined ? '' : ` Did you mean "${guess}"?`;
  const shown = JSON.stringify(word.slice(0, 80));
  return `error: ${shown} is not a command.${hint} package-model --help lists all commands.`;
}

/** Generated texts: nothing that reads the step tables is loaded for them. */
function texts(): Promise<typeof helpTexts> {
  return import('./help.gen.ts');
}

function print(stream: 'stdout' | 'stderr', text: string, exitCode: number): number {
  process[stream].write(`${text}\n`);
  return exitCode;
}
