import type { Fault } from '../../errors.ts';
import { refuse } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Environment } from '../plan/plan.ts';
import { withServer, minorVersion } from './conda.ts';
import type { PipEnvironment } from './conda.ts';
import { resolveChannels } from './conda-channels.ts';
import type { CondaEntry, CondaFile, Requirement } from './conda-file.ts';
import { readRawSpec } from './conda-spec.ts';
import type { ContextFiles } from './context-files.ts';
import { normalizeName } from './pip-requirement.ts';
import { isServer, serverPackages } from './scoring-server.ts';

/** What a conda manager installs, with the files it needs beside it. */
export type CondaEnvironment = Pick<PipEnvironment, 'pip' | 'notes' | 'variables'> & {
  readonly conda: NonNullable<Environment['conda']>;
  readonly context: ContextFiles;
};

export type CondaRequest = {
  readonly file: CondaFile;
  /** Folders of channels must be inside this one. */
  readonly root: string;
  /** For files that name no Python. */
  readonly pythonVersion: string;
  readonly base?: string;
  readonly cuda?: string;
  readonly signal: AbortSignal;
};

/**
 * Gives a conda file to a conda manager as it stands; Python, pip and the scoring server are added
 * where they are missing. InputError BAD_FILE with all that cannot be read.
 */
export async function condaEnvironment(
  request: CondaRequest,
  log: Pick<Log, 'info'>,
): Promise<CondaEnvironment> {
  const { file, root, base, cuda, signal } = request;
  const resolved = await resolveChannels(file, root, signal);
  const named = file.entries.map((entry) => ({ entry, raw: readRawSpec(entry.text) }));
  const faults = named.flatMap(({ entry, raw }) => faultOf(entry, raw?.channel));
  refuse('BAD_FILE', [...resolved.faults, ...faults, ...file.faults]);
  const notes: string[] = [...resolved.notes];
  const names = new Set(named.map(({ raw }) => raw?.name));
  const isOurs = (name: string | undefined) =>
    isServer(name) || normalizeName(name ?? '') === serverPackages.metapackage;
  const dependencies = named.filter(({ raw }) => !isOurs(raw?.name)).map(({ entry }) => entry.text);
  if (!names.has('python') && base === undefined) {
    dependencies.unshift(`python=${request.pythonVersion}`);
    notes.push(`python=${request.pythonVersion} is added: the conda file names no Python.`);
  }
  if (!names.has('pip')) dependencies.push('pip');
  const moved: Requirement[] = file.entries.flatMap(({ spec, place }) =>
    spec !== undefined && isOurs(spec.name)
      ? [{ name: normalizeName(spec.name), text: `${spec.name}${spec.version}`, place }]
      : [],
  );
  const python = file.entries.find(({ spec }) => spec?.name === 'python')?.spec;
  const version = minorVersion(python) ?? request.pythonVersion;
  const { pip } = withServer([...moved, ...file.pip], version, { log, notes });
  const channels = channelsWith(resolved.channels, named);
  const more = { ...(base === undefined ? {} : { base }), ...(cuda === undefined ? {} : { cuda }) };
  const conda = { channels, dependencies, ...more };
  return { pip, notes, variables: file.variables, conda, context: resolved.context };
}

/** Channels that only a package names come after those of the file. */
function channelsWith(
  channels: readonly string[],
  named: readonly { readonly raw: { readonly channel: string | undefined } | undefined }[],
): readonly string[] {
  const more = named.flatMap(({ raw }) => (raw?.channel === undefined ? [] : [raw.channel]));
  return [...new Set([...channels, ...more])];
}

function faultOf({ text, place }: CondaEntry, channel: string | undefined): Fault[] {
  if (/@|\/t\//.test(text)) {
    const message =
      'this package names a channel with a token or password; write the name of the channel alone, and give its address as the input conda-channel-alias';
    return [{ message, place }];
  }
  if (readRawSpec(text) === undefined) {
    const message = `${JSON.stringify(text)} is not a conda package; write name, name=version or channel::name`;
    return [{ message, place }];
  }
  if (channel === undefined || /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(channel)) return [];
  const message = `the channel ${channel} of this package must stand under channels, by its name here`;
  return [{ message, place }];
}
