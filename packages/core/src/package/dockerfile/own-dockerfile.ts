import path from 'node:path';
import type { Fault } from '../../errors.ts';
import { formatFault, InputError, refuse } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { mapLimit } from '../../map-limit.ts';
import type { ModelVersion } from '../../model/types.ts';
import type { Run } from '../../process/run.ts';
import type { CodeSources } from '../code/code.ts';
import { hashFile } from '../code/code.ts';
import { gitModes } from '../code/git-modes.ts';
import { readTextFile } from '../config/text-file.ts';
import { originsOfSteps } from '../environment/origins.ts';
import type { Origins } from '../environment/origins.ts';
import type { CodeFile } from '../plan/plan.ts';
import { filesOfSource, openContext } from './build-context.ts';
import type { BuildContext } from './build-context.ts';
import { finalBase } from './final-base.ts';
import { parseDockerfile } from './dockerfile-reader.ts';
import type { Dockerfile } from './dockerfile-reader.ts';
import { copiedFiles, copyOf, finalSteps, stepsOf } from './dockerfile-steps.ts';
import type { CopiedFile } from './dockerfile-steps.ts';
import { lintDockerfile } from './lint/lint.ts';
import { replaceModelCopies } from './replace-model-copies.ts';
import type { ReplacedFile } from './replace-model-copies.ts';

/** The user's own Dockerfile, read, looked over and with the files it needs. */
export type OwnDockerfile = {
  /** As messages name it. */
  readonly file: string;
  /** What is built: its own text, without the copies that model layers replace. */
  readonly text: string;
  /** The image that its last stage comes from in the end. */
  readonly baseImage: string;
  /** Files of its folder that the build needs, with their bytes. */
  readonly context: readonly CodeFile[];
  readonly sources: CodeSources;
  /** What it copies into the final image; the replaced ones are not among them. */
  readonly copied: readonly CopiedFile[];
  readonly replaced: readonly ReplacedFile[];
  /** The environment variables that it leaves behind. */
  readonly variables: ReadonlyMap<string, string>;
  /** Where its steps stand. */
  readonly origins: Origins;
};

export type OwnDockerfileOptions = {
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** Asks git for executable bits where the disk has none. */
  readonly run: Run;
  readonly signal: AbortSignal;
  /** The models whose copies become layers; absent when copies stay. */
  readonly replaceCopiesOf?: readonly ModelVersion[];
  readonly platform?: NodeJS.Platform;
};

const READERS = 4;

/**
 * Reads a Dockerfile and its folder. InputError with every place that cannot be read or that a rule
 * calls an error; warnings and hints go to the log.
 */
export async function readOwnDockerfile(
  file: string,
  shownAs: string,
  options: OwnDockerfileOptions,
): Promise<OwnDockerfile> {
  const { log, signal } = options;
  const text = await readTextFile(file, shownAs);
  const { dockerfile, faults } = parseDockerfile(text, { file: shownAs });
  refuse('BAD_FILE', faults);
  const folder = path.dirname(file);
  const shown = (inner: string) =>
    path.posix.join(path.dirname(shownAs), path.relative(folder, inner));
  const context = await openContext(folder, shown);
  const errors = tellFindings(dockerfile, context, log);
  const base = finalBase(dockerfile);
  if ('fault' in base) throw new InputError('BAD_FILE', [base.fault, ...errors]);
  refuse('BAD_FILE', errors);
  const all = finalSteps(dockerfile).flatMap((step) =>
    copiedFiles(step, context, dockerfile.escape),
  );
  const { replaced, lines } =
    options.replaceCopiesOf === undefined
      ? { replaced: [], lines: text.split('\n') }
      : await replaceModelCopies(
          { dockerfile, context, text },
          { models: options.replaceCopiesOf, log, signal },
        );
  const gone = new Set(replaced.map(({ source }) => source));
  const needed = neededFiles(dockerfile, context).filter((name) => !gone.has(name));
  const modes = await contextModes(folder, options);
  const files = await mapLimit(needed, READERS, (name) =>
    contextFile(name, { context, modes }, signal),
  );
  return {
    file: shownAs,
    text: lines.join('\n'),
    baseImage: base.image,
    context: files,
    sources: new Map(
      needed.map((name) => [name, { kind: 'file', path: context.files.get(name)?.file ?? name }]),
    ),
    copied: all.filter(({ source }) => !gone.has(source)),
    replaced,
    variables: leftVariables(dockerfile),
    origins: originsOfSteps(dockerfile),
  };
}

function tellFindings(
  dockerfile: Dockerfile,
  context: BuildContext,
  log: Pick<Log, 'info' | 'warn'>,
): Fault[] {
  const findings = lintDockerfile(dockerfile, context);
  for (const { severity, message, place } of findings) {
    if (severity === 'warning') log.warn(message, place);
    else if (severity === 'hint') log.info(formatFault({ message, place }));
  }
  return findings.filter(({ severity }) => severity === 'error');
}

/** Files that some step copies; all of them where a step may look at any. */
function neededFiles(dockerfile: Dockerfile, context: BuildContext): string[] {
  const all = [...context.files.keys()];
  const needed = new Set<string>();
  for (const step of stepsOf(dockerfile).stages.flat()) {
    const { instruction } = step;
    const binds = instruction.flags.some(
      ({ name, value = '' }) => name === 'mount' && !/type=(?!bind)|\bfrom=/.test(value),
    );
    const unknown = /^(?:COPY|ADD)$/.test(instruction.name) && hasUnknown(step, instruction.text);
    if (binds || unknown) return all;
    for (const source of copyOf(step, dockerfile.escape)?.sources ?? []) {
      for (const name of filesOfSource(source, context)) needed.add(name);
    }
  }
  return all.filter((name) => needed.has(name));
}

/** True where a variable stands that only the build itself knows. */
function hasUnknown(
  step: { readonly variables: ReadonlyMap<string, string> },
  text: string,
): boolean {
  const names = [...text.matchAll(/\$\{?([A-Za-z_][A-Za-z0-9_]*)/g)].map(([, name = '']) => name);
  return names.some((name) => !step.variables.has(name));
}

/** The bits of the disk are docker's, too; a disk of Windows has none, and git's stand in. */
async function contextModes(
  folder: string,
  { run, signal, platform = process.platform }: OwnDockerfileOptions,
): Promise<ReadonlyMap<string, string>> {
  return platform === 'win32' ? gitModes(folder, undefined, { run, signal }) : new Map();
}

async function contextFile(
  name: string,
  {
    context,
    modes,
  }: { readonly context: BuildContext; readonly modes: ReadonlyMap<string, string> },
  signal: AbortSignal,
): Promise<CodeFile> {
  const found = context.files.get(name);
  if (found === undefined) throw new InputError('BAD_FILE', [{ message: `${name} is gone` }]);
  const { digest, sizeBytes } = await hashFile(found.file, signal);
  const mode = modes.get(name);
  const executable = mode === undefined ? (found.stats.mode & 0o111) !== 0 : mode === '100755';
  return { path: name, sizeBytes, digest, executable };
}

function leftVariables(dockerfile: Dockerfile): ReadonlyMap<string, string> {
  const { last } = stepsOf(dockerfile);
  const names = finalSteps(dockerfile).flatMap(({ instruction }) =>
    instruction.name === 'ENV' ? instruction.pairs.map(({ name }) => name) : [],
  );
  return new Map(names.map((name) => [name, last.variables.get(name) ?? '']));
}
