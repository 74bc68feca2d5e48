import { spawn } from 'node:child_process';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type EntryResult = {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly filesInWorkingDirectory: readonly string[];
  readonly filesInTemporaryDirectory: readonly string[];
};

/**
 * Starts an entry of packages/cli/src (`main`, `github/<step>`, `azure-pipelines/<step>`) from its
 * source, with nothing but `environment`, in an empty folder.
 */
export async function runEntry(
  entry: string,
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<EntryResult> {
  const file = fileURLToPath(new URL(`../../../packages/cli/src/${entry}.ts`, import.meta.url));
  const base = await mkdtemp(join(tmpdir(), 'entry-'));
  const work = await mkdtemp(join(base, 'w-'));
  const temp = await mkdtemp(join(base, 't-'));
  const env = { HOME: base, AGENT_TEMPDIRECTORY: temp, RUNNER_TEMP: temp, ...environment };
  const child = spawn(process.execPath, [file, ...args], { cwd: work, env });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 128));
  });
  return {
    exitCode,
    ...output,
    filesInWorkingDirectory: await readdir(work),
    filesInTemporaryDirectory: await readdir(temp),
  };
}
