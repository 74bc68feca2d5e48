import { chmod, mkdir, readFile, readdir } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { mustRun, runCommand } from './command.ts';
import { programsNamed } from './docker-client.ts';
import { isAtLeast } from './is-at-least.ts';
import type { Machine } from './machine.ts';

/** What the programs that we build ask for. */
const oldestGo = '1.25.0';
const fetchedGo = '1.26.8';
/** The toolchain as a module, by Node's name of the processor: Go's own name, sha256 of the zip. */
const archives: Readonly<Record<string, readonly [architecture: string, sha256: string]>> = {
  x64: ['amd64', '30c2b1bf7dcc88d3eb0a1364e47ddd9128edb3110a30e8a0ef61cd5856b31de7'],
  arm64: ['arm64', '02b36b6787b3ac767668f630e2998df45a3b1f9ffee08d1bf3ef6487cd658d99'],
};
const defaultProxy = 'https://proxy.golang.org';

/**
 * A `go` that is new enough: the one on PATH, else the toolchain that the Go module proxy has as a
 * module, put below `folder`. Distributions have a Go that is too old and cannot fetch another.
 */
export async function openGo(machine: Machine, folder: string): Promise<string> {
  for (const program of [...(await programsNamed('go')), '/usr/local/go/bin/go']) {
    const { stdout } = await runCommand(program, ['version'], { signal: machine.signal });
    if (isAtLeast(stdout, oldestGo)) return program;
  }
  return await fetchGo(machine, folder);
}

async function fetchGo(machine: Machine, folder: string): Promise<string> {
  const [architecture, sha256] = archives[process.arch] ?? [];
  if (architecture === undefined || process.platform !== 'linux') {
    throw new Error(`Install Go ${oldestGo} or later: there is none to fetch for this machine.`);
  }
  const { signal } = machine;
  const version = `v0.0.1-go${fetchedGo}.linux-${architecture}`;
  const archive = path.join(folder, 'go.zip');
  machine.say(`Fetching Go ${fetchedGo}.`);
  await mkdir(folder, { recursive: true });
  const url = `${proxyOf(process.env['GOPROXY'])}/golang.org/toolchain/@v/${version}.zip`;
  const polite = ['--fail', '--silent', '--show-error', '--location', '--retry', '3'];
  await mustRun('curl', [...polite, '--output', archive, url], { signal });
  const actual = createHash('sha256')
    .update(await readFile(archive))
    .digest('hex');
  if (actual !== sha256) throw new Error(`${url} has the sha256 ${actual}, not ${sha256}.`);
  await mustRun('python3', ['-m', 'zipfile', '-e', archive, folder], { signal });
  const root = path.join(folder, `golang.org/toolchain@${version}`);
  for (const programs of ['bin', `pkg/tool/linux_${architecture}`]) {
    for (const name of await readdir(path.join(root, programs))) {
      await chmod(path.join(root, programs, name), 0o755);
    }
  }
  return path.join(root, 'bin/go');
}

/** The first address of GOPROXY, a list that `direct` and `off` may stand in. */
function proxyOf(variable: string | undefined): string {
  const first = (variable ?? '').split(/[,|]/u).find((word) => word.trim().startsWith('https://'));
  return (first ?? defaultProxy).trim().replace(/\/$/u, '');
}
