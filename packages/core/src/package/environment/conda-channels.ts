import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Fault } from '../../errors.ts';
import { isInside } from '../inference/repository.ts';
import { planPatterns } from '../plan/plan-patterns.ts';
import type { CondaFile, Placed } from './conda-file.ts';
import type { ContextFiles } from './context-files.ts';
import { joinContextFiles, listContextFiles } from './context-files.ts';

/** Where a channel's folder stands while the packages are installed. */
export const channelsFolder = '/opt/package-model/channels';

/** Channels for a conda manager, in order, and the files of those that are folders. */
export type Channels = {
  readonly channels: readonly string[];
  readonly context: ContextFiles;
  readonly faults: readonly Fault[];
  readonly notes: readonly string[];
};

const DEFAULT = 'conda-forge';
const TAKEN =
  /^(noarch|linux-64)\/([^/]+\.(conda|tar\.bz2)|(current_)?repodata\.json(\.(zst|bz2|gz))?)$/;

/** True for a channel that is a folder of the repository (`./channel`). */
export function isFolderChannel(text: string): boolean {
  return /^\.{1,2}(\/|\\|$)/.test(text);
}

/**
 * Decides the channels of a conda file. A folder is copied into the build context; URLs with
 * credentials are refused without being repeated.
 */
export async function resolveChannels(
  file: CondaFile,
  root: string,
  signal: AbortSignal,
): Promise<Channels> {
  const channels: string[] = [];
  const faults: Fault[] = [];
  const parts: ContextFiles[] = [];
  const wanted = file.channels.filter(({ text }) => text !== 'nodefaults');
  for (const channel of wanted) {
    if (!isFolderChannel(channel.text)) {
      const why = whyNoChannel(channel.text);
      if (why === undefined) channels.push(channel.text);
      else faults.push({ message: why, place: channel.place });
      continue;
    }
    const name = `channels/${parts.length}`;
    const listed = await listChannel(channel, { file, root, to: name, signal });
    channels.push(`file://${channelsFolder}/${parts.length}`);
    parts.push(listed);
    faults.push(...listed.faults);
  }
  const context = joinContextFiles(parts);
  if (wanted.length > 0) return { channels, context, faults, notes: [] };
  const note = `The conda file names no channel: ${DEFAULT} is used.`;
  return { channels: [DEFAULT], context, faults, notes: [note] };
}

function whyNoChannel(text: string): string | undefined {
  if (/\/t\/|@|\?/.test(text)) {
    return 'this channel has a token or password in it; write its name alone, and give the address with the token as the input conda-channel-alias, which no image keeps';
  }
  if (planPatterns.channel.test(text) && !text.startsWith('file:')) return undefined;
  return `${JSON.stringify(text)} is not a channel; write a name (conda-forge), an https:// address or a folder of the repository (./channel)`;
}

async function listChannel(
  { text, place }: Placed,
  how: {
    readonly file: CondaFile;
    readonly root: string;
    readonly to: string;
    readonly signal: AbortSignal;
  },
): Promise<ContextFiles> {
  const { file, root, to, signal } = how;
  const own = file.source.config.path;
  const from = path.resolve(
    own === undefined ? root : path.dirname(own),
    text.replaceAll('\\', '/'),
  );
  const fault = (message: string): ContextFiles => ({
    files: [],
    sources: new Map(),
    faults: [{ message, place }],
  });
  if (!isInside(root, from)) {
    return fault(`the channel ${text} leaves the working directory; copy it inside`);
  }
  const found = await stat(from).catch(() => undefined);
  if (found?.isDirectory() !== true) {
    return fault(`the channel ${text} is no folder beside the conda file; correct the path`);
  }
  const listed = await listContextFiles({ from, to, takes: (name) => TAKEN.test(name) }, signal);
  if (listed.files.some((entry) => entry.path.includes('/repodata.json'))) return listed;
  return fault(
    `the channel ${text} has no repodata.json in noarch or linux-64; index it with conda index or rattler-index`,
  );
}
