import type { StepName } from '@package-model/steps/all';

/** What the command line calls each step. */
export const commands = {
  run: 'chain',
  'register-model': 'register-model',
  'package-model': 'package-model',
  'build-image': 'build-image',
  'smoke-test': 'smoke-test',
  'push-image': 'push-image',
  'download-model': 'download-model',
  lock: 'lock',
  'base-images': 'base-images',
  score: 'score',
} as const satisfies { readonly [command: string]: StepName };

export type Command = keyof typeof commands;

/** The input that a word without a flag gives, for the commands that take one. */
export const positionals: Partial<Record<Command, Positional>> = {
  run: { input: 'model-yaml', shownAs: 'FOLDER' },
  lock: { input: 'model-yaml', shownAs: 'FOLDER' },
  'base-images': { input: 'image', shownAs: 'IMAGE' },
};

export type Positional = { readonly input: string; readonly shownAs: string };

/** The command in a word, or undefined. */
export function parseCommand(word: string): Command | undefined {
  return isCommand(word) ? word : undefined;
}

function isCommand(word: string): word is Command {
  return Object.hasOwn(commands, word);
}
