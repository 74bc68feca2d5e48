import type { Step } from '@package-model/steps/step';
import { surfaces } from './surfaces.ts';
import type { Surface } from './surfaces.ts';

/** Entries by name with their source files. */
export type Entries = Readonly<Record<string, string>>;

/** The command line, every GitHub action and what cleans up after them: one bundle in dist/, with shared chunks. */
export function sharedEntries(): Entries {
  const actions = surfaces.map(
    ({ step }) => [step.name, `packages/cli/src/github/${step.name}.ts`] as const,
  );
  return {
    cli: 'packages/cli/src/main.ts',
    post: 'packages/cli/src/github/post.ts',
    ...Object.fromEntries(actions),
  };
}

/** The entries of one Azure Pipelines task: a bundle of its own. */
export function taskEntries({ step }: Pick<Surface, 'step'>): Entries {
  return {
    index: `packages/cli/src/azure-pipelines/${step.name}.ts`,
    ...(startsContainers(step) && { post: 'packages/cli/src/azure-pipelines/post.ts' }),
  };
}

/** Only those may leave something on the machine: the agent empties its temporary folder itself. */
export function startsContainers(step: Step): boolean {
  return Object.hasOwn(step.inputs, 'docker') && step.name !== 'push-image';
}
