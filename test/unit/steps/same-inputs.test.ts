import { InputError } from '@package-model/core/errors';
import { Secret } from '@package-model/core/secret';
import { createAzurePipelinesHost } from '@package-model/host/azure-pipelines/host';
import { loadTaskLibrary } from '@package-model/host/azure-pipelines/library';
import { createGithubHost } from '@package-model/host/github/host';
import type { Host } from '@package-model/host/host';
import { camelCase } from '@package-model/host/input-names';
import { createTerminalHost } from '@package-model/host/terminal/host';
import { steps } from '@package-model/steps/all';
import { parseInputs } from '@package-model/steps/parse-inputs';
import type { InputTable, Step } from '@package-model/steps/step';
import { assert, asyncProperty, constantFrom, string } from 'fast-check';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseFlags } from '../../../packages/cli/src/flags.ts';

process.env['AGENT_TEMPDIRECTORY'] = mkdtempSync(join(tmpdir(), 'agent-'));
const { task } = await loadTaskLibrary(process.env);
const loaded: readonly Step[] = await Promise.all(Object.values(steps).map((load) => load()));
const write = (): void => {};
const now = (): number => 0;

/** The same text given on each surface as its users give it. */
function hostsWith(table: InputTable, name: string, text: string): readonly Host[] {
  const flags = parseFlags([`--${name}=${text}`], table);
  const only = table[name]?.only;
  const terminal = {
    stdout: write,
    stderr: write,
    now,
    debug: false,
    outputs: 'json',
    progress: 'lines',
  } as const;
  const all = [
    createTerminalHost({ ...terminal, inputs: flags.inputs }),
    createGithubHost({ environment: { [`INPUT_${name.toUpperCase()}`]: text }, write, now }),
    createAzurePipelinesHost(task, {
      inputs: { [`INPUT_${camelCase(name).toUpperCase()}`]: text },
      write,
      now,
    }),
  ];
  return only === undefined ? all : all.filter(({ kind }) => only.includes(kind));
}

/** The value that a step gets, or what its user is told. */
async function meaningOf(host: Host, table: InputTable, name: string): Promise<unknown> {
  const input = table[name];
  if (input === undefined) throw new Error(name);
  const texts = await host.readInputs([name]);
  const raw = Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, { text }]));
  try {
    const value: unknown = parseInputs({ [name]: input }, raw, () => 'the input')[name];
    return value instanceof Secret ? { secret: value.reveal() } : { value };
  } catch (error) {
    if (error instanceof InputError) return { faults: error.faults };
    throw error;
  }
}

async function meanings(table: InputTable, name: string, text: string): Promise<unknown[]> {
  const hosts = hostsWith(table, name, text);
  return Promise.all(hosts.map((host) => meaningOf(host, table, name)));
}

const oddTexts = [
  ['', ' ', '\t\n ', 'true', 'TRUE', 'yes', '0', '-1', '1e3', '007', '--flag', '-'],
  ['a', ' a ', 'a b', 'a,b', 'a\nb', 'a\r\nb\n', '"a"', "'a'", '$(HOME)/a', '${X}', '%20', '%0A'],
  ['a:1', 'dir:x', 'dir:x y:1', 'oci://h/p', 'ghcr.io/o/m:1', 'x=y', 'a;b]c', '::error::x'],
  ['##vso[task.complete]', '{"a": [1]}', '[]', 'ä 漢字 🤗', 'C:\\a\\b', '../x', '*'],
].flat();

describe.each(loaded)('every input of $name', (step) => {
  const table: InputTable = step.inputs;

  test.each(Object.keys(table))('%s means the same on all surfaces', async (name) => {
    for (const text of oddTexts) {
      const [onTerminal, ...others] = await meanings(table, name, text);
      for (const other of others) expect(other, JSON.stringify(text)).toEqual(onTerminal);
    }
  });

  test('means the same whatever the text', async () => {
    const texts = string({ unit: 'binary' }).filter((text) => !text.includes('\0'));
    const names = constantFrom(...Object.keys(table));
    await assert(
      asyncProperty(names, texts, async (name, text) => {
        const [onTerminal, ...others] = await meanings(table, name, text);
        for (const other of others) expect(other).toEqual(onTerminal);
      }),
    );
  }, 60_000);
});
