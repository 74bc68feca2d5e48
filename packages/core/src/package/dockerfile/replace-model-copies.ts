import { createHash } from 'node:crypto';
import { imagePaths } from '../../image/paths.ts';
import type { Log } from '../../log.ts';
import { modelLayers } from '../../model/layers.ts';
import type { ModelEntry } from '../../model/list-files.ts';
import type { ModelVersion } from '../../model/types.ts';
import type { BlobSource } from '../../oci/repository.ts';
import type { BuildContext } from './build-context.ts';
import type { Dockerfile } from './dockerfile-reader.ts';
import { copiedFiles, finalSteps } from './dockerfile-steps.ts';
import type { CopiedFile, Step } from './dockerfile-steps.ts';

/** A copied file that a registered model has too. */
export type ReplacedFile = CopiedFile & {
  readonly model: string;
  /** Below the model's own folder. */
  readonly inner: string;
};

type Copies = {
  readonly dockerfile: Dockerfile;
  readonly context: BuildContext;
  readonly text: string;
};

/**
 * Finds the copies of registered models, byte for byte, and takes them out of the text; each says
 * so. Lines keep their numbers.
 */
export async function replaceModelCopies(
  { dockerfile, context, text }: Copies,
  deps: {
    readonly models: readonly ModelVersion[];
    readonly log: Pick<Log, 'info' | 'warn'>;
    readonly signal: AbortSignal;
  },
): Promise<{ readonly replaced: readonly ReplacedFile[]; readonly lines: readonly string[] }> {
  const lines = text.split('\n');
  const known = new Map<string, { readonly model: string; readonly inner: string }>();
  for (const model of deps.models) {
    const files = await filesOfModel(model, context, deps.signal);
    for (const [source, inner] of files ?? []) known.set(source, { model: model.name, inner });
  }
  const replaced: ReplacedFile[] = [];
  for (const step of finalSteps(dockerfile)) {
    const found = replacedBy(step, { dockerfile, context, known });
    if (found === undefined) continue;
    const { line, endLine } = step.instruction;
    const names = [...new Set(found.map(({ model }) => model))].join(', ');
    for (let at = line; at <= endLine; at += 1) lines[at - 1] = '#';
    lines[line - 1] = `# package-model: the layers of ${names} are here instead of a COPY`;
    deps.log.info(
      `${dockerfile.file}:${String(line)}: this ${step.instruction.name} is replaced by the layers of the model ${names}; links lead there.`,
    );
    replaced.push(...found);
  }
  if (replaced.length === 0) {
    const message = 'replace-model-copy is set, but no COPY copies a registered model as it is';
    deps.log.warn(message, { file: dockerfile.file });
  }
  return { replaced, lines };
}

/** The files of a step, when every one is a model's and goes where links may lead from. */
function replacedBy(
  step: Step,
  at: {
    readonly dockerfile: Dockerfile;
    readonly context: BuildContext;
    readonly known: ReadonlyMap<string, { readonly model: string; readonly inner: string }>;
  },
): readonly ReplacedFile[] | undefined {
  const files = copiedFiles(step, at.context, at.dockerfile.escape);
  const found = files.flatMap((file) => {
    const known = at.known.get(file.source);
    const linked = file.target.startsWith(`${imagePaths.azuremlModels}/`);
    return known !== undefined && linked ? [{ ...file, ...known }] : [];
  });
  const sources = new Set(files.map(({ source }) => source));
  const sure = new Set(found.map(({ source }) => source)).size === sources.size;
  return sources.size > 0 && sure ? found : undefined;
}

/** Context file → path in the model, when the context holds all of the model, byte for byte. */
async function filesOfModel(
  model: ModelVersion,
  context: BuildContext,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string> | undefined> {
  const [first] = model.files;
  if (first === undefined) return undefined;
  for (const name of context.files.keys()) {
    if (name !== first.path && !name.endsWith(`/${first.path}`)) continue;
    const prefix = name.slice(0, -first.path.length);
    const entries = entriesOf(model, prefix, context);
    if (entries === undefined) continue;
    const digests: string[] = [];
    for (const { source } of modelLayers(model.name, entries)) {
      digests.push(await digestOfSource(source, signal));
    }
    const wanted = model.layers.map((layer) => layer.digest);
    if (wanted.length === digests.length && wanted.every((digest) => digests.includes(digest))) {
      return new Map(model.files.map(({ path }) => [`${prefix}${path}`, path]));
    }
  }
  return undefined;
}

function entriesOf(
  model: ModelVersion,
  prefix: string,
  context: BuildContext,
): ModelEntry[] | undefined {
  const entries = model.files.flatMap(({ path, sizeBytes }): ModelEntry[] => {
    const found = context.files.get(`${prefix}${path}`);
    if (found === undefined || found.stats.size !== sizeBytes) return [];
    const stat = { sizeBytes, mtimeNs: '0', ctimeNs: '0', inode: '0', device: '0' };
    return [{ kind: 'file', path, source: found.file, stat }];
  });
  return entries.length === model.files.length ? entries : undefined;
}

async function digestOfSource(source: BlobSource, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of source.open(signal)) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
}
