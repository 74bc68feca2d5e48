import type { Input } from '@package-model/steps/step';
import { inputsOf, outputsOf } from '@package-model/steps/surface-inputs';
import { describe } from './action.ts';
import { parseCommand, positionals } from '../../../cli/src/commands.ts';
import type { TerminalStep } from '../surfaces.ts';

const WIDTH = 92;
const INDENT = 6;

/** The module with the command line's help texts, so that `--help` loads no table. */
export function renderHelpModule(surfaces: readonly TerminalStep[], version: string): string {
  const commands = surfaces.map((surface) => [surface.command, commandHelp(surface)] as const);
  const help = { overview: overview(surfaces), commands: Object.fromEntries(commands) };
  return [
    '// Generated from packages/steps/src by npm run generate.',
    `export const version = ${JSON.stringify(version)};`,
    `export const help = ${JSON.stringify(help, null, 2)} as const;`,
    '',
  ].join('\n');
}

function overview(surfaces: readonly TerminalStep[]): string {
  const width = Math.max(...surfaces.map(({ command }) => command.length));
  return [
    'package-model: from a registered model version to a tested serving image.',
    '',
    'Usage: package-model <command> [--input VALUE …]',
    '       package-model run [FOLDER]     FOLDER holds model.yaml',
    '',
    'Commands',
    ...surfaces.map(({ command, step }) => `  ${command.padEnd(width)}  ${step.description}`),
    '',
    'Flags of every command',
    ...ownFlagLines(),
    '  --version  Print the version.',
    '',
    'package-model <command> --help lists the inputs of a command.',
  ].join('\n');
}

function ownFlagLines(): string[] {
  return [
    '  --json     Print the outputs as one JSON object on stdout; all else goes to stderr.',
    '  --debug    Print what is going on in detail.',
    '  --help     Print help.',
  ];
}

function commandHelp({ step, command }: TerminalStep): string {
  const known = parseCommand(command);
  const positional = known === undefined ? undefined : positionals[known];
  const word = positional === undefined ? '' : ` [${positional.shownAs}]`;
  return [
    step.description,
    '',
    `Usage: package-model ${command}${word} [--input VALUE …]`,
    '',
    'Inputs',
    ...Object.entries(inputsOf(step.inputs, 'terminal')).flatMap(([name, input]) =>
      inputHelp(name, input),
    ),
    '',
    'Flags',
    ...ownFlagLines(),
    '',
    'Outputs',
    ...Object.entries(outputsOf(step.outputs, 'terminal')).flatMap(([name, output]) => [
      `  ${name}`,
      ...wrap(output.description),
    ]),
  ].join('\n');
}

function inputHelp(name: string, input: Input): string[] {
  const flag =
    input.kind === 'boolean' ? `--${name}, --no-${name}` : `--${name} ${valueName(input)}`;
  const notes = [
    input.required === true ? 'Required.' : '',
    input.default === undefined ? '' : `Default: ${shownDefault(input.default)}.`,
    input.example === undefined ? '' : `Example: ${input.example}`,
  ].filter((note) => note !== '');
  return [`  ${flag}`, ...wrap([describe(input), ...notes].join(' '))];
}

/** In quotes where the sentence's full stop would read as a part of it. */
function shownDefault(text: string): string {
  return /[^a-z0-9]/.test(text) ? `"${text}"` : text;
}

function valueName(input: Input): string {
  if (input.values !== undefined) return input.values.join('|');
  const names = { text: 'TEXT', path: 'PATH', number: 'NUMBER', list: 'LIST', map: 'MAP' } as const;
  return input.kind === 'boolean' || input.kind === 'choice' ? '' : names[input.kind];
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && INDENT + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((each) => ' '.repeat(INDENT) + each);
}
