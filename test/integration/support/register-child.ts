import { readFileSync } from 'node:fs';
import { systemClock } from '@package-model/core/clock';
import { silentLog } from '@package-model/core/log';
import { noDigestCache } from '@package-model/core/model/digest-cache';
import { listModelFiles } from '@package-model/core/model/list-files';
import { registerModel } from '@package-model/core/model/register';
import type { Location } from '@package-model/core/oci/reference';
import { openRepositories } from './repositories.ts';

/** What the process is asked to do, as JSON in its one argument. */
export type RegisterOrder = {
  readonly store: Location;
  /** Absolute paths, registered one after the other. */
  readonly modelPaths: readonly string[];
};

/** What it answers as one JSON line; counts are the kernel's, in bytes. */
export type RegisterAnswer = {
  readonly versions: readonly string[];
  readonly readBytes: number;
  readonly memoryAboveStartBytes: number;
};

const order: RegisterOrder = JSON.parse(process.argv[2] ?? '');
const { signal } = new AbortController();
const deps = { log: silentLog, clock: systemClock, digests: noDigestCache, signal };
const repositories = openRepositories();
const startBytes = memoryBytes('VmRSS');
const versions: string[] = [];
for (const path of order.modelPaths) {
  const entries = await listModelFiles(path, '/');
  const model = { name: 'net', entries };
  versions.push((await registerModel(model, repositories.open(order.store), deps)).version);
}
repositories.close();
const answer: RegisterAnswer = {
  versions,
  readBytes: fact('/proc/self/io', /^rchar: (\d+)$/m),
  memoryAboveStartBytes: memoryBytes('VmHWM') - startBytes,
};
process.stdout.write(`${JSON.stringify(answer)}\n`);

function memoryBytes(name: string): number {
  return 1024 * fact('/proc/self/status', new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm'));
}

function fact(path: string, pattern: RegExp): number {
  return Number(pattern.exec(readFileSync(path, 'utf8'))?.[1]);
}
