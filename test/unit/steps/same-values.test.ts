import { execFile } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { camelCase } from '@package-model/host/input-names';
import { renderAction } from '@package-model/tooling/render/action';
import { renderTask } from '@package-model/tooling/render/task';
import { surfaces } from '@package-model/tooling/surfaces';
import type { Surface } from '@package-model/tooling/surfaces';
import type { InputTable } from '@package-model/steps/step';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { sampleTexts } from './sample-inputs.ts';

const entry = fileURLToPath(new URL('./echo-entry.ts', import.meta.url));
const start = promisify(execFile);
const kinds = ['github', 'azure-pipelines', 'terminal'] as const;
type Texts = Readonly<Record<string, string>>;

/** What a step gets when a program of the surface is started with these inputs. */
async function valuesOn(
  kind: (typeof kinds)[number],
  step: string,
  texts: Texts,
): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'echo-'));
  const echo = join(folder, 'values.json');
  const given = Object.entries(texts);
  const variables = given.map(([name, text]) => [variableOf(kind, name), text] as const);
  const args = kind === 'terminal' ? given.map(([name, text]) => `--${name}=${text}`) : [];
  const env = {
    ...(kind === 'terminal' ? {} : Object.fromEntries(variables)),
    ECHO_FILE: echo,
    HOME: folder,
    RUNNER_TEMP: folder,
    AGENT_TEMPDIRECTORY: folder,
  };
  const { stdout, stderr } = await start(process.execPath, [entry, kind, step, ...args], {
    cwd: folder,
    env,
  });
  const text = await readFile(echo, 'utf8').catch(() => {
    throw new Error(`${kind} never ran ${step}: ${stdout}${stderr}`);
  });
  const values: unknown = JSON.parse(text);
  return { ...Object(values) };
}

function variableOf(kind: (typeof kinds)[number], name: string): string {
  return `INPUT_${(kind === 'github' ? name : camelCase(name)).toUpperCase()}`;
}

/** The inputs that every surface has. */
function shared(table: InputTable): InputTable {
  return Object.fromEntries(Object.entries(table).filter(([, { only }]) => only === undefined));
}

/** As few steps as have every input there is, in one sense or another. */
const seen = new Set<string>();
const enough = surfaces.filter(({ step }) => {
  const senses = Object.entries(step.inputs).map(([name, { description }]) => name + description);
  const isNew = senses.some((sense) => !seen.has(sense));
  for (const sense of senses) seen.add(sense);
  return isNew;
});

describe.each(enough)('the values of $step.name', ({ step }) => {
  const table = shared(step.inputs);

  test('are the same whichever program is started, with every input given', async () => {
    const texts = sampleTexts(table);
    const [github, ...others] = await Promise.all(
      kinds.map((kind) => valuesOn(kind, step.name, texts)),
    );
    for (const name of Object.keys(table)) {
      expect(github?.[name], `${name} needs an example that is no default`).toBeDefined();
      for (const other of others) expect(other[name], name).toEqual(github?.[name]);
    }
  });
});

describe.each(surfaces)('what $step.name takes for granted', (surface) => {
  const { step } = surface;
  const table = shared(step.inputs);
  const required = sampleTexts(
    Object.fromEntries(Object.entries(table).filter(([, input]) => input.required === true)),
  );

  test('is the same on a terminal and where a runner hands on what the manifest says', async () => {
    const [first, ...others] = await Promise.all([
      valuesOn('terminal', step.name, required),
      valuesOn('github', step.name, { ...actionDefaults(surface), ...required }),
      valuesOn('azure-pipelines', step.name, { ...taskDefaults(surface), ...required }),
    ]);
    for (const values of others) expect(inTable(values, table)).toEqual(inTable(first, table));
  });
});

const manifestInput = z.object({ name: z.string(), defaultValue: z.string().default('') });

/** What the agent hands a task whose inputs nobody gives. */
function taskDefaults(surface: Surface): Texts {
  const { inputs } = z
    .object({ inputs: z.array(manifestInput) })
    .parse(JSON.parse(renderTask(surface, '1.0.0')));
  return withNamesOf(surface, (name) => {
    return inputs.find((input) => input.name === camelCase(name))?.defaultValue;
  });
}

/** What GitHub hands an action whose inputs nobody gives; expressions belong to its own inputs. */
function actionDefaults(surface: Surface): Texts {
  const { inputs } = z
    .object({ inputs: z.record(z.string(), z.object({ default: z.string().default('') })) })
    .parse(parse(renderAction(surface)));
  return withNamesOf(surface, (name) => inputs[name]?.default);
}

function withNamesOf({ step }: Surface, textOf: (name: string) => string | undefined): Texts {
  const names = Object.keys(shared(step.inputs));
  const entries = names.map((name) => [name, textOf(name)] as const);
  expect(entries.filter(([, text]) => text === undefined)).toEqual([]);
  return Object.fromEntries(entries.map(([name, text = '']) => [name, text]));
}

function inTable(values: Record<string, unknown> | undefined, table: InputTable) {
  return Object.fromEntries(Object.keys(table).map((name) => [name, values?.[name]]));
}
