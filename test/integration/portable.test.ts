import { join } from 'node:path';
import { projectRoot } from '@package-model/tooling/machine/machine';
import { expect, onTestFinished, test } from 'vitest';
import { nodeOf } from './support/azure-agent.ts';
import { startChild } from './support/child.ts';
import { startRegistry } from './support/registry.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { onDriveZ, openWindows } from './support/windows.ts';

const steps = join(projectRoot, 'test/portable/steps.mjs');

async function storeInRegistry(): Promise<string> {
  const registry = await startRegistry({ signal: new AbortController().signal });
  onTestFinished(() => registry.stop());
  return `oci://${registry.host}/models`;
}

/** What node:test counts at the end, on lines that begin with `#` or `ℹ`. */
function counts(stdout: string): Readonly<Record<string, number>> {
  const lines = stdout.matchAll(/^\S (tests|pass|fail|skipped) (\d+)\r?$/gm);
  return Object.fromEntries([...lines].map(([, name, count]) => [name, Number(count)]));
}

const allPass = { tests: 8, pass: 8, fail: 0, skipped: 0 };

test.each(['Node20_1', 'Node24'] as const)(
  'steps that need no engine give the known digests here, by %s',
  async (handler) => {
    const args = [steps, await temporaryFolder(), await storeInRegistry()];
    const env = { PATH: process.env['PATH'], HOME: args[1] };
    const here = startChild([await nodeOf(handler), ...args], { cwd: projectRoot, env });
    const { exitCode, stdout } = await here.done;
    expect(counts(stdout), stdout).toEqual(allPass);
    expect(exitCode).toBe(0);
  },
);

test("they give the same by Windows' build of Node, from a drive with its paths and line ends", async () => {
  const windows = await openWindows();
  const version = await windows.node('-p', 'process.platform + " " + process.cwd()');
  expect(version.stdout.trim()).toBe('win32 D:\\');
  const { exitCode, stdout } = await windows.node(onDriveZ(steps), 'D:\\', await storeInRegistry());
  expect(counts(stdout), stdout).toEqual(allPass);
  expect(exitCode).toBe(0);
});
