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

/** The entry of one Azure Pipelines task: a bundle of its own. */
export function taskEntries({ step }: Surface): Entries {
  return { index: `packages/cli/src/azure-pipelines/${step.name}.ts` };
}
