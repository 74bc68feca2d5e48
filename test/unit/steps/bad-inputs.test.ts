import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { systemClock } from '@package-model/core/clock';
import { createPipe, createRun } from '@package-model/core/process/spawn';
import { createAzurePipelinesHost } from '@package-model/host/azure-pipelines/host';
import { loadTaskLibrary } from '@package-model/host/azure-pipelines/library';
import { createGithubHost } from '@package-model/host/github/host';
import type { Host } from '@package-model/host/host';
import { camelCase } from '@package-model/host/input-names';
import { secretParts } from '@package-model/host/masks';
import { readMachineSettings } from '@package-model/host/settings';
import { createTerminalHost } from '@package-model/host/terminal/host';
import { runStep } from '@package-model/steps/run-step';
import { optionalText } from '@package-model/steps/inputs/define';
import { parseInputs } from '@package-model/steps/parse-inputs';
import type { Input, Outputs, Step } from '@package-model/steps/step';
import { settingsOf } from '@package-model/steps/settings';
import type { World } from '@package-model/steps/world';
import { surfaces, terminalSteps } from '@package-model/tooling/surfaces';
import { describe, expect, test } from 'vitest';
import { parseFlags } from '../../../packages/cli/src/flags.ts';
import { asAgent, asGithub } from '../host/runner-eyes.ts';
import { sampleTexts, withWork } from './sample-inputs.ts';

process.env['AGENT_TEMPDIRECTORY'] = mkdtempSync(join(tmpdir(), 'bad-inputs-'));
const { task } = await loadTaskLibrary(process.env);
const { default: library } = await import('azure-pipelines-task-lib/task.js');
let print: (text: string) => void = () => {};
library.setStdStream(
  new Writable({
    decodeStrings: false,
    write(chunk: string, _, done) {
      print(chunk);
      done();
    },
  }),
);
const CANARY = 'canary-5aX';
const A_MEGABYTE = 1024 * 1024;
const MOST_PRINTED = 8000;

/** What people and attackers give. `…` stands for the canary, so that secrets can be told apart. */
const badTexts = [
  ['…', 'true', 'FALSE', 'yes', '0', '-1', '1e309', 'NaN', '0x10', '١٢', 'null', '[object Object]'],
  [
    '--flag',
    '-',
    '{',
    '[',
    '{"a":',
    '["…"',
    '"…',
    "'…'",
    '{"…": {"b": 1}}',
    '[1, [2]]',
    '- a\n- b',
  ],
  ['NAME=…', '…=', '=…', 'A=…\nA=…', 'A: |\n  …', 'a,,b', ',', '\n,\n', '# …', 'a\r\nb\r\n'],
  ['../../…', '/…', 'C:\\…', '\\\\host\\…', 'dir:', 'dir:…:…', 'oci://', 'ftp://…', 'file:///…'],
  [
    'https://u:…@h/',
    'https://h/?…#…',
    'http://[',
    'h:99999/…@sha256:1',
    `h/r@sha256:${'a'.repeat(64)}`,
  ],
  ['…\n::set-output name=image::x', '…\r::add-mask::x', '##vso[task.complete result=Succeeded;]…'],
  ['…##[error]x', '::stop-commands::…', '…\u2028::error::x', '#\u00ad#vso[task.debug]…'],
  [
    '$(…)',
    '`…`',
    '${{ secrets.… }}',
    '$[variables.…]',
    '; rm -rf …',
    "' OR '1'='1",
    '%0A::error::…',
  ],
  ['\u202e…', '…\u200b', '\ufeff…', '…\ud800', 'ﬁ…', 'é'.normalize('NFD'), '…\u001b[2J', '…\u0007'],
  ['__proto__', 'constructor', 'toString=…', '__proto__=…', '{"__proto__": "…"}', '…\0x'],
  ['…'.repeat(40), `${'x'.repeat(32_767)}…`, `${'x'.repeat(A_MEGABYTE)}…`],
  [`${'a,'.repeat(A_MEGABYTE / 2)}…`, `"${'""'.repeat(A_MEGABYTE / 2)}…`, `[${'['.repeat(9999)}…`],
]
  .flat()
  .map((text) => text.replaceAll('…', CANARY));

const kinds = ['github', 'azure-pipelines', 'terminal'] as const;
type Kind = (typeof kinds)[number];

const world: World = {
  run: createRun({}),
  pipe: createPipe({}),
  clock: systemClock,
  settings: settingsOf(await readMachineSettings({}, 'terminal')),
  secrets: [],
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

/** Runs a step whose work does nothing, with these inputs given as the surface takes them. */
async function give(kind: Kind, step: Step, texts: Readonly<Record<string, string>>) {
  let text = '';
  let isRun = false;
  const write = (more: string): void => void (text += more);
  // Thousands of summaries would be thousands of files.
  const { summarize: _, ...host } = hostOf(kind, { step, texts, write });
  const run = (): Promise<Outputs> => {
    isRun = true;
    return Promise.resolve({});
  };
  print = write;
  await runStep(withWork(step, run), {
    host,
    signal: new AbortController().signal,
    workingDirectory: '/',
    open: () => Promise.resolve(world),
  });
  return { text, isRun };
}

type Given = {
  readonly step: Step;
  readonly texts: Readonly<Record<string, string>>;
  readonly write: (text: string) => void;
};

function hostOf(kind: Kind, { step, texts, write }: Given): Host {
  const given = Object.entries(texts);
  const now = (): number => 0;
  const variables = given.map(([name, text]) => [variableOf(kind, name), text] as const);
  const environment = Object.fromEntries(variables);
  if (kind === 'github') return createGithubHost({ environment, write, now });
  if (kind === 'azure-pipelines') {
    return createAzurePipelinesHost(task, { inputs: environment, write, now });
  }
  const args = given.map(([name, text]) => `--${name}=${text}`);
  const { inputs } = parseFlags(args, step.inputs);
  const deps = { stdout: write, stderr: write, now, inputs, debug: true } as const;
  return createTerminalHost({ ...deps, outputs: 'json', progress: 'lines' });
}

function variableOf(kind: Kind, name: string): string {
  return `INPUT_${(kind === 'github' ? name : camelCase(name)).toUpperCase()}`;
}

const obeyed: Readonly<Record<Kind, readonly string[]>> = {
  github: ['error', 'add-mask', 'debug'],
  'azure-pipelines': ['logissue', 'complete', 'setsecret', 'settaskvariable', 'debug'].map(
    (name) => `task.${name}`,
  ),
  terminal: [],
};

const eyes = {
  github: [asGithub],
  'azure-pipelines': [asAgent],
  terminal: [asGithub, asAgent],
} as const;

/** The text without the commands that hide secrets, which must hold them. */
function withoutMasks(text: string): string {
  return text.replace(/^(::add-mask::|##vso\[task\.setsecret\]).*$/gm, '');
}

const all = [...surfaces.map((surface) => surface.step), ...terminalSteps.map(({ step }) => step)];

/** Every input of every step. */
const inputs = all.flatMap((step) =>
  Object.entries<Input>(step.inputs).map(([name, input]) => ({
    step,
    name,
    input,
    shownAs: `${name} of ${step.name}`,
  })),
);

/** Those that are read in a way of their own; one that a step requires is another than one it does not. */
const distinct = [
  ...new Map(
    inputs.map((one) => {
      const { description, required, default: byDefault } = one.input;
      return [JSON.stringify([one.name, description, required, byDefault]), one];
    }),
  ).values(),
];

function requiredBeside(step: Step, name: string): Record<string, string> {
  const others = Object.entries(step.inputs).filter(([other, { required }]) => {
    return required === true && other !== name;
  });
  return sampleTexts(Object.fromEntries(others));
}

describe.each(kinds)('on the surface %s', (kind) => {
  const isHere = ({ input }: { readonly input: Input }): boolean =>
    input.only?.includes(kind) !== false;

  test.each(distinct.filter(isHere))(
    '$shownAs takes any text or says what is wrong',
    async (one) => {
      const { step, name, input } = one;
      const beside = requiredBeside(step, name);
      for (const bad of badTexts) {
        const { text, isRun } = await give(kind, step, { ...beside, [name]: bad });
        const shown = JSON.stringify(bad.slice(0, 200));
        const said = withoutMasks(text);
        // A secret of one character hides it in everything that is said.
        const isWord = input.secret !== true || secretParts(bad).every((part) => part.length > 3);
        if (!isRun && isWord)
          expect(said, shown).toContain(kind === 'azure-pipelines' ? camelCase(name) : name);
        expect(said, shown).not.toContain('Unexpected error');
        expect(said.length, shown).toBeLessThan(MOST_PRINTED);
        if (input.secret === true) expect(said, shown).not.toContain(CANARY);
        const commands = eyes[kind].flatMap((see) => see(text).commands);
        expect(
          commands.filter((command) => !obeyed[kind].includes(command)),
          shown,
        ).toEqual([]);
      }
    },
  );

  test.each(inputs.filter(isHere))(
    '$shownAs may be blank, or is said to be required',
    async (one) => {
      const { step, name, input } = one;
      for (const blank of [undefined, '', ' ', '\t\n ', '\r\n']) {
        const given = blank === undefined ? {} : { [name]: blank };
        const { text, isRun } = await give(kind, step, { ...requiredBeside(step, name), ...given });
        expect(isRun).toBe(input.required !== true);
        if (!isRun) expect(text).toContain('is required');
      }
    },
  );
});

test('a text with a NUL character, which only a file can have, is refused', () => {
  const table = { 'model-path': optionalText('path', { description: '' }) };
  const parse = (): unknown => parseInputs(table, { 'model-path': { text: 'a\0b' } }, String);
  expect(parse).toThrow('model-path holds a NUL character; remove it');
});
