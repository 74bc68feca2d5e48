import { join } from 'node:path';
import type { RegisterAnswer, RegisterOrder } from './register-child.ts';
import { startChild } from './child.ts';
import type { Child } from './child.ts';

/** Starts a process of its own that registers what is ordered. */
export function startRegistering(order: RegisterOrder): Child {
  const script = join(import.meta.dirname, 'register-child.ts');
  const command = [process.execPath, script, JSON.stringify(order)] as const;
  return startChild([...command], { cwd: '/', env: { PATH: process.env['PATH'] } });
}

/** The same to its end; a process that fails raises what it wrote. */
export async function registerInProcess(order: RegisterOrder): Promise<RegisterAnswer> {
  const { exitCode, stdout, stderr } = await startRegistering(order).done;
  if (exitCode !== 0) throw new Error(`registering failed: ${stderr}`);
  return JSON.parse(stdout);
}
