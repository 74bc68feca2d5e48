import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createAzurePipelinesHost } from '@package-model/host/azure-pipelines/host';
import { loadTaskLibrary } from '@package-model/host/azure-pipelines/library';
import type { Host } from '@package-model/host/host';
import { readAzureLog } from '../../integration/support/azure-log.ts';
import type { AzureLog } from '../../integration/support/azure-log.ts';

export type AzureTask = {
  readonly host: Host;
  /** The time of the host's clock. */
  now: number;
  /** What was written until now, as lines and as the agent reads them. */
  readonly text: () => string;
  readonly read: () => AzureLog;
};

/** A host over the real task library, whose lines and the host's own come into one text. */
export async function createTask(
  variables: Readonly<Record<string, string>> = {},
): Promise<AzureTask> {
  const folder = mkdtempSync(join(tmpdir(), 'agent-'));
  process.env['AGENT_TEMPDIRECTORY'] = folder;
  Object.assign(process.env, variables);
  let text = '';
  const write = (more: string): void => void (text += more);
  const { task, inputs } = await loadTaskLibrary(process.env);
  const { default: library } = await import('azure-pipelines-task-lib/task.js');
  library.setStdStream(
    new Writable({
      decodeStrings: false,
      write: (chunk: string, _, done) => {
        write(chunk);
        done();
      },
    }),
  );
  const made = { now: 0 };
  const host = createAzurePipelinesHost(task, { inputs, write, now: () => made.now });
  return Object.assign(made, { host, text: () => text, read: () => readAzureLog(text) });
}
