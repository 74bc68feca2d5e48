import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** A program to fetch: where from, and the checksum that its bytes must have. */
export type PinnedTool = {
  readonly name: string;
  readonly url: string;
  /** 64 hex digits. */
  readonly sha256: string;
};

export type ToolFolders = {
  /** Kept between runs where the machine allows it. */
  readonly cacheDirectory: string;
  readonly temporaryDirectory: string;
};

/** A tool whose bytes are not the pinned ones; it was thrown away. */
export class ToolChecksumError extends Error {
  override readonly name = 'ToolChecksumError';
}

/**
 * The path of the tool's program, in the temporary folder or, from the second time on, in the cache
 * of @actions/tool-cache. Its checksum is compared each time.
 */
export async function fetchTool(tool: PinnedTool, folders: ToolFolders): Promise<string> {
  const { stdout } = process;
  const write = stdout.write.bind(stdout);
  // @actions/tool-cache talks on stdout, where a terminal's outputs must stand alone.
  stdout.write = process.stderr.write.bind(process.stderr);
  try {
    return await fetchOrReuse(tool, folders);
  } finally {
    stdout.write = write;
  }
}

async function fetchOrReuse(tool: PinnedTool, folders: ToolFolders): Promise<string> {
  // @actions/tool-cache reads these two variables and has no other way to be told.
  process.env['RUNNER_TOOL_CACHE'] ||=
    process.env['AGENT_TOOLSDIRECTORY'] ?? folders.cacheDirectory;
  process.env['RUNNER_TEMP'] ||= folders.temporaryDirectory;
  const { cacheFile, downloadTool, find } = await import('@actions/tool-cache');
  const version = `0.0.0-sha256.x${tool.sha256.slice(0, 32)}`;
  const known = find(tool.name, version);
  const cached = join(known, tool.name);
  // Another job may be about to put it there anew.
  const isRight = async () => (await sha256Of(cached).catch(() => '')) === tool.sha256;
  if (known !== '' && (await isRight())) return cached;
  await mkdir(folders.temporaryDirectory, { recursive: true });
  const downloaded = await downloadTool(tool.url, join(folders.temporaryDirectory, tool.sha256));
  const actual = await sha256Of(downloaded);
  if (actual !== tool.sha256) {
    await rm(downloaded, { force: true });
    throw new ToolChecksumError(
      `${tool.name} from ${new URL(tool.url).host} has the sha256 ${actual}, not ${tool.sha256} as given; check the address and the checksum`,
    );
  }
  await chmod(downloaded, 0o755);
  // The cache is for later runs: what another job does to it meanwhile does not matter to this one.
  await cacheFile(downloaded, tool.name, tool.name, version).catch(() => undefined);
  return downloaded;
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
