import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Issue } from '@package-model/host/host';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AzureCommand } from '../../../integration/support/azure-log.ts';
import { createTask } from '../azure-task.ts';
import type { AzureTask } from '../azure-task.ts';

const named = (task: AzureTask, name: string): readonly AzureCommand[] =>
  task.read().commands.filter((command) => command.name === name);

describe('escaping', () => {
  const nasty = fc.string({
    unit: fc.constantFrom(...Array.from('%;]\n\r[=:#"\' aA3B5D0Z25ü\u{1f4e6}')),
  });

  test('an output of any text comes to the agent as it is', async () => {
    const task = await createTask();
    await fc.assert(
      fc.asyncProperty(fc.oneof(nasty, fc.string({ unit: 'grapheme' })), async (value) => {
        const before = named(task, 'task.setvariable').length;
        await task.host.setOutputs({ image: value });
        const set = named(task, 'task.setvariable');
        expect(set.length).toBe(before + 1);
        expect(set.at(-1)?.data).toBe(value);
      }),
      { numRuns: 50 },
    );
  });

  test('a path and a message of any text make one issue of one line', async () => {
    const task = await createTask();
    let count = 0;
    fc.assert(
      fc.property(nasty, nasty, (file, message) => {
        // The agent drops a "=" that a value begins with; no file of a step is named so.
        fc.pre(file.trim() !== '' && !file.startsWith('='));
        task.host.fail([{ message: `m${message}`, place: { file, line: 3 } }], 2);
        count += 1;
        const issues = named(task, 'task.logissue');
        expect(issues).toHaveLength(count);
        expect(issues.at(-1)?.properties).toMatchObject({ sourcepath: file, linenumber: '3' });
        const lines = issues.at(-1)?.data.split('\n') ?? [];
        expect(lines.every((line) => !/##(vso)?\[/.test(line))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('issues', () => {
  test('name a file that is there by its whole path, which the agent links in its repository', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'sources-')), 'score.py');
    writeFileSync(file, '');
    const task = await createTask();
    const place = { file, line: 7, column: 2, key: 'run' };
    task.host.fail(
      [
        { message: 'no', place },
        { message: 'no', place: { file: 'gone.py' } },
      ],
      1,
    );
    expect(
      named(task, 'task.logissue').map(({ properties, data }) => ({ ...properties, data })),
    ).toEqual([
      { type: 'error', sourcepath: file, linenumber: '7', columnnumber: '2', data: 'run: no' },
      { type: 'error', sourcepath: 'gone.py', data: 'no' },
    ]);
  });

  test('past the ninth of a kind stand in the log, and the tenth counts them', async () => {
    const task = await createTask();
    for (let n = 1; n <= 12; n += 1) task.host.log.warn(`warning ${n}`);
    const faults = Array.from({ length: 14 }, (_, n): Issue => ({ message: `fault ${n + 1}` }));
    task.host.fail(faults, 2);
    task.host.finish?.();
    const told = named(task, 'task.logissue');
    const of = (type: string) => told.filter(({ properties }) => properties['type'] === type);
    expect(of('warning')).toHaveLength(10);
    expect(of('warning').at(-1)?.data).toBe('and 3 more; the log has all of them');
    expect(of('error')).toHaveLength(10);
    expect(of('error').at(-1)?.data).toBe('and 5 more; the log has all of them');
    expect(task.text()).toContain('##[warning]warning 12\n');
    expect(task.text()).toContain('\nfault 14\n');
  });

  test('ten warnings are ten issues', async () => {
    const task = await createTask();
    for (let n = 1; n <= 10; n += 1) task.host.log.warn(`warning ${n}`);
    task.host.finish?.();
    const told = named(task, 'task.logissue').map(({ data }) => data);
    expect(told).toEqual(Array.from({ length: 10 }, (_, n) => `warning ${n + 1}`));
  });
});

describe('a chain', () => {
  test('has a section for each of its steps and a bar that goes on', async () => {
    const task = await createTask();
    const { host } = task;
    const step = (number: number) =>
      host.group(`step-${number}`, () => Promise.resolve(), { number, of: 4 });
    await step(1);
    await step(2);
    const lines = task
      .text()
      .split('\n')
      .filter((line) => line.startsWith('##['));
    expect(lines).toEqual([
      '##[section]Step 1 of 4: step-1',
      '##[group]step-1',
      '##[endgroup]',
      '##[section]Step 2 of 4: step-2',
      '##[group]step-2',
      '##[endgroup]',
    ]);
    const bar = named(task, 'task.setprogress').map(({ properties, data }) => [
      properties['value'],
      data,
    ]);
    expect(bar).toEqual([
      ['0', 'step-1'],
      ['25', 'step-2'],
    ]);
  });

  test('counts a transfer as its share of the step, at most once a second', async () => {
    const task = await createTask();
    const { host } = task;
    const moved = (doneBytes: number) =>
      host.log.progress({ task: 'model', doneBytes, totalBytes: 1000 });
    await host.group(
      'register-model',
      async () => {
        task.now = 1500;
        moved(200);
        task.now = 1600;
        moved(300);
        task.now = 3000;
        moved(500);
        task.now = 9000;
        moved(400);
      },
      { number: 2, of: 2 },
    );
    const bar = named(task, 'task.setprogress').map(({ properties }) => properties['value']);
    expect(bar).toEqual(['50', '60', '75']);
  });
});
