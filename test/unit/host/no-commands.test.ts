import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAzurePipelinesHost } from '@package-model/host/azure-pipelines/host';
import { loadTaskLibrary } from '@package-model/host/azure-pipelines/library';
import { createGithubHost } from '@package-model/host/github/host';
import type { Host } from '@package-model/host/host';
import { createTerminalHost } from '@package-model/host/terminal/host';
import { assert, asyncProperty } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileText } from './hostile-text.ts';
import { asAgent, asGithub, inCommandFile } from './runner-eyes.ts';
import type { Seen } from './runner-eyes.ts';

const folder = mkdtempSync(join(tmpdir(), 'no-commands-'));
const outputFile = join(folder, 'output');
process.env['AGENT_TEMPDIRECTORY'] = folder;
process.env['SYSTEM_DEBUG'] = 'true';
process.env['GITHUB_OUTPUT'] = outputFile;
process.env['GITHUB_STEP_SUMMARY'] = join(folder, 'summary');
writeFileSync(outputFile, '');
writeFileSync(join(folder, 'summary'), '');
const { task } = await loadTaskLibrary(process.env);

/** Everything that a step can hand to a surface. */
const calls: Readonly<Record<string, (host: Host, text: string) => unknown>> = {
  debug: ({ log }, text) => log.debug(text),
  info: ({ log }, text) => log.info(text),
  notice: ({ log }, text) => log.notice?.(text),
  warn: ({ log }, text) => log.warn(text),
  'warn at a place': ({ log }, text) =>
    log.warn(text, { file: text, line: 1, column: 1, key: text }),
  'warn often'(host, text) {
    for (let count = 0; count < 12; count += 1) host.log.warn(text);
    host.finish?.();
  },
  progress({ log }, text) {
    log.progress({ task: text, doneBytes: 0, totalBytes: 9 });
    log.progress({ task: text, doneBytes: 1, totalBytes: 9 });
  },
  addSecret: (host, text) => host.addSecret(text),
  group: (host, text) => host.group(text, () => Promise.resolve()),
  'group as a part': (host, text) =>
    host.group(text, () => Promise.resolve(), { number: 1, of: 2 }),
  setOutputs: (host, text) => host.setOutputs({ image: text }),
  keepState: (host, text) => host.keepState?.({ docker: text }),
  answer: (host, text) => host.answer?.({ name: 'checks', text, data: { text } }),
  fail: (host, text) => host.fail([{ message: text }], 1),
  'fail at a place': (host, text) =>
    host.fail([{ message: text, place: { file: text, line: 1, column: 1, key: text } }], 1),
  'fail with many': (host, text) =>
    host.fail(
      Array.from({ length: 12 }, () => ({ message: text })),
      1,
    ),
  summarize: (host, text) => host.summarize?.(text),
  'publish test-results': (host, text) =>
    host.publish?.({ kind: 'test-results', title: text, junit: () => Promise.resolve(text) }),
  'publish file': (host, text) =>
    host.publish?.({ kind: 'file', path: join(folder, 'report.html'), name: text }),
  'publish run-tag': (host, text) => host.publish?.({ kind: 'run-tag', text }),
  'publish image': (host, text) => host.publish?.({ kind: 'image', reference: text }),
};

type Print = (text: string) => void;
type Surface = {
  readonly start: (write: Print) => Host;
  readonly see: (text: string) => Seen;
  /** How many commands of a name a call may make; of others none. */
  readonly means: (call: string, text: string) => Readonly<Record<string, number>>;
  readonly marks: (call: string) => readonly string[];
};

let time = 0;
const now = (): number => (time += 60_000);
const linesIn = (text: string): number => text.split(/[\r\n]/).length;

const github: Surface = {
  start: (write) => createGithubHost({ environment: process.env, write, now }),
  see: asGithub,
  marks: () => [],
  means(call, text) {
    const [name = ''] = call.split(' ');
    if (name === 'debug' || name === 'notice') return { [name]: 1 };
    if (name === 'warn') return { warning: call === 'warn often' ? 10 : 1 };
    if (name === 'group') return { group: 1, endgroup: 1 };
    if (name === 'addSecret') return { 'add-mask': linesIn(text) };
    return name === 'fail' ? { error: call === 'fail with many' ? 10 : 1 } : {};
  },
};

const azurePipelines: Surface = {
  start: (write) => createAzurePipelinesHost(task, { inputs: {}, write, now }),
  see: asAgent,
  marks(call) {
    if (call === 'warn often') return ['warning'];
    return call.startsWith('group') ? ['section', 'group', 'endgroup'] : [];
  },
  means(call, text) {
    const debug = { 'task.debug': 40 + linesIn(text) };
    const [name = '', kind] = call.split(' ');
    if (name === 'warn') return { ...debug, 'task.logissue': call === 'warn often' ? 10 : 1 };
    if (name === 'progress' || name === 'group') return { ...debug, 'task.setprogress': 2 };
    if (name === 'setOutputs') return { ...debug, 'task.setvariable': 1, 'task.logissue': 1 };
    if (name === 'keepState') return { ...debug, 'task.settaskvariable': 4 };
    if (name === 'summarize') return { ...debug, 'task.uploadsummary': 1 };
    if (name === 'addSecret') return { ...debug, 'task.setsecret': linesIn(text) };
    if (kind === 'test-results') return { ...debug, 'results.publish': 1 };
    if (kind === 'file') return { ...debug, 'artifact.upload': 1 };
    if (kind === 'run-tag') return { ...debug, 'build.addbuildtag': 1 };
    const issues = call === 'fail with many' ? 10 : 1;
    return name === 'fail' ? { ...debug, 'task.logissue': issues, 'task.complete': 1 } : debug;
  },
};

function terminal(outputs: 'json' | 'lines', see: Surface['see']): Surface {
  const deps = { now, inputs: {}, debug: true, progress: 'lines', outputs } as const;
  return {
    start: (write) => createTerminalHost({ ...deps, stdout: write, stderr: write }),
    see,
    means: () => ({}),
    marks: () => [],
  };
}

const surfaces: Readonly<Record<string, Surface>> = {
  'a GitHub action': github,
  'an Azure Pipelines task': azurePipelines,
  'the command line in a GitHub action': terminal('lines', asGithub),
  'the command line in an Azure Pipelines script': terminal('lines', asAgent),
  'the command line with --json in a GitHub action': terminal('json', asGithub),
  'the command line with --json in an Azure Pipelines script': terminal('json', asAgent),
};

/** All that is printed while `work` runs; the tools of the pipelines print past our writer. */
async function printed(work: (write: Print) => unknown): Promise<string> {
  const texts: string[] = [];
  const write: Print = (text) => void texts.push(text);
  const { stdout } = process;
  const original = stdout.write.bind(stdout);
  stdout.write = (chunk: string | Uint8Array) => {
    write(String(chunk));
    return true;
  };
  try {
    await work(write);
  } finally {
    stdout.write = original;
  }
  return texts.join('');
}

describe.each(Object.entries(surfaces))('on %s', (_, surface) => {
  test.each(Object.keys(calls))(
    'no text handed to %s becomes a command of its own',
    async (name) => {
      const call = calls[name];
      const check = asyncProperty(hostileText(), async (text) => {
        const { commands, marks } = surface.see(
          await printed((write) => call?.(surface.start(write), text)),
        );
        const known = surface.marks(name);
        expect(
          marks.filter((mark) => !known.includes(mark)),
          JSON.stringify(text),
        ).toEqual([]);
        const allowed = surface.means(name, text);
        for (const command of new Set(commands)) {
          const count = commands.filter((other) => other === command).length;
          expect(count, `${command} by ${JSON.stringify(text)}`).toBeLessThanOrEqual(
            allowed[command] ?? 0,
          );
        }
      });
      await assert(check, { numRuns: 150 });
    },
  );

  test('every method that takes text is among them', () => {
    const host = surface.start(() => {});
    const named = new Set(Object.keys(calls).map((call) => call.split(' ')[0]));
    const methods = [...Object.keys(host), ...Object.keys(host.log)];
    const without = ['kind', 'log', 'readInputs', 'spell', 'finish', 'error', 'identity'];
    expect(methods.filter((name) => !named.has(name) && !without.includes(name))).toEqual([]);
  });
});

test('no output of an action becomes another output', async () => {
  const host = github.start(() => {});
  await assert(
    asyncProperty(hostileText(), hostileText(), async (first, second) => {
      writeFileSync(outputFile, '');
      await host.setOutputs({ image: first, tags: second });
      const entries = inCommandFile(readFileSync(outputFile, 'utf8'));
      // Half of a character becomes another one in a file; a line end may lose its first half.
      const asFile = (text: string): string =>
        Buffer.from(text).toString().replaceAll('\r\n', '\n').replace(/\r$/, '');
      expect(entries).toEqual([
        ['image', asFile(first)],
        ['tags', asFile(second)],
      ]);
    }),
  );
});
