import { camelCase } from '@package-model/host/input-names';
import type { Input } from '@package-model/steps/step';
import { renderTask } from '@package-model/tooling/render/task';
import { surfaces } from '@package-model/tooling/surfaces';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { taskViolations } from './task-schema.ts';

const inputSchema = z.object({
  name: z.string(),
  type: z.string(),
  label: z.string(),
  required: z.boolean(),
  defaultValue: z.string().optional(),
  helpMarkDown: z.string(),
  aliases: z.array(z.string()).default([]),
  groupName: z.string().optional(),
  visibleRule: z.string().optional(),
  options: z.record(z.string(), z.string()).optional(),
});
const taskSchema = z.looseObject({
  friendlyName: z.string(),
  instanceNameFormat: z.string(),
  groups: z.array(z.object({ name: z.string(), isExpanded: z.boolean() })),
  inputs: z.array(inputSchema),
  dataSourceBindings: z.array(z.object({ target: z.string(), endpointId: z.string() })),
  outputVariables: z.array(z.object({ name: z.string(), description: z.string() })),
  helpMarkDown: z.string(),
  restrictions: z.object({ settableVariables: z.object({ allowed: z.array(z.string()) }) }),
  execution: z.record(z.string(), z.object({ target: z.string() })),
});
const tasks = surfaces.map((surface) => {
  const raw: unknown = JSON.parse(renderTask(surface, '1.2.3'));
  return { name: surface.task, step: surface.step, raw, manifest: taskSchema.parse(raw) };
});

describe.each(tasks)('the manifest of $name', ({ raw, manifest, step }) => {
  const named = new Map(manifest.inputs.map((input) => [input.name, input]));

  test('keeps to the published schema', () => {
    expect(taskViolations(raw)).toEqual([]);
  });

  test('has what the schema leaves open and servers demand', () => {
    expect(manifest.friendlyName.length).toBeLessThanOrEqual(40);
    expect(Object.keys(manifest.execution)).toEqual(['Node24', 'Node20_1']);
    const words = manifest.inputs.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(words.map((word) => word.toLowerCase())).size).toBe(words.length);
    expect(new Set(manifest.inputs.map(({ label }) => label)).size).toBe(manifest.inputs.length);
  });

  test('puts each input under a heading that is there, required ones above them', () => {
    const used = manifest.inputs.map(({ required, groupName }) => (required ? '' : groupName));
    const groups = manifest.groups.map(({ name }) => name);
    expect(new Set(used.filter((name) => name !== ''))).toEqual(new Set(groups));
    const open = manifest.groups.filter(({ isExpanded }) => isExpanded);
    expect(open.map(({ name }) => name)).toEqual(groups.slice(0, 1));
    expect(Object.values(step.inputs).every(({ group }) => group !== undefined)).toBe(true);
  });

  test('shows inputs by rules on others that are there, with one kind of operator', () => {
    for (const { visibleRule = '' } of manifest.inputs.filter((input) => input.visibleRule)) {
      const parts = visibleRule.split(/ (?:&&|\|\|) /);
      const names = parts.map((part) => /^(\w+) (?:=|!=) (?:"")?[\w.-]*$/.exec(part)?.[1] ?? '');
      expect(
        names.filter((name) => !named.has(name)),
        visibleRule,
      ).toEqual([]);
      expect(/&&/.test(visibleRule) && /\|\|/.test(visibleRule)).toBe(false);
    }
  });

  test('offers values for every pick list, by options or from a connection of its group', () => {
    const bound = new Map(manifest.dataSourceBindings.map((one) => [one.target, one.endpointId]));
    for (const { name, type, options, groupName } of manifest.inputs) {
      if (type === 'pickList' && options === undefined) expect([...bound.keys()]).toContain(name);
      const endpoint = /^\$\((\w+)\)$/.exec(bound.get(name) ?? '')?.[1];
      if (endpoint === undefined) continue;
      expect(named.get(endpoint)?.type).toMatch(/^connectedService:/);
      expect(named.get(endpoint)?.groupName).toBe(groupName);
    }
    expect([...bound.keys()].filter((name) => !named.has(name))).toEqual([]);
  });

  test('shows no empty box for a switch that is on where nothing is given', () => {
    const boxes = manifest.inputs.filter(({ type }) => type === 'boolean');
    const isOn = new Map(
      Object.entries<Input>(step.inputs).map(([name, input]) => [camelCase(name), input.default]),
    );
    expect(boxes.map(({ name, defaultValue = 'false' }) => [name, defaultValue])).toEqual(
      boxes.map(({ name }) => [name, isOn.get(name)]),
    );
  });

  test('is named in a job by inputs that it has', () => {
    const [first, ...others] = manifest.instanceNameFormat.matchAll(/\$\((\w+)\)/g);
    const words = [first, ...others].map((match) => match?.[1] ?? '');
    expect(words.filter((word) => !named.has(word))).toEqual([]);
  });

  test('lets nothing set a variable but its own outputs', () => {
    const outputs = manifest.outputVariables.map(({ name }) => name);
    expect(manifest.restrictions.settableVariables.allowed).toEqual(outputs);
    // Who may set `path` may prepend to PATH as well: the agent's SetVariableRestrictions.
    expect(outputs.map((name) => name.toLowerCase())).not.toContain('path');
  });

  test('speaks of inputs, outputs and tasks as tasks spell them', () => {
    const kebab = surfaces
      .flatMap(({ step: each }) => [
        each.name,
        ...Object.keys(each.inputs),
        ...Object.keys(each.outputs),
      ])
      .filter((name) => name.includes('-'));
    const texts = [
      ...manifest.inputs.map(({ helpMarkDown }) => ` ${helpMarkDown} `),
      ...manifest.outputVariables.map(({ description }) => ` ${description} `),
    ];
    const left = kebab.filter((name) =>
      texts.some((text) => new RegExp(`[^\\w.-]${name}(?![\\w-]|\\.\\w)`).test(text)),
    );
    expect(left).toEqual([]);
  });

  test('is helped along in Markdown that loses nothing: examples and angle brackets are code', () => {
    for (const { helpMarkDown } of manifest.inputs) {
      const plain = helpMarkDown.replace(/`[^`]+`/g, '`code`');
      expect(plain.replaceAll('`code`', '')).not.toMatch(/[<`]/);
      expect(plain).not.toMatch(/Example: [^`]/);
      expect((plain.match(/[*]/g) ?? []).length, helpMarkDown).toBeLessThan(2);
    }
    expect(manifest.helpMarkDown).toMatch(/\]\(https:\/\/\S+\/docs\/reference\/[a-z-]+\.md\)$/);
  });
});

test('the version of a framework is asked for with any framework that is named, a variable too', () => {
  const register = tasks.find(({ name }) => name === 'RegisterModel');
  const input = register?.manifest.inputs.find(({ name }) => name === 'modelFrameworkVersion');
  expect(input?.visibleRule).toBe('modelFramework != auto');
});

test.each([
  ['another runner', { execution: { Node99: { target: 'x.js' } } }, '/execution'],
  ['another category', { category: 'Models' }, '/category'],
  ['another type of input', { inputs: [{ name: 'a', label: 'A', type: 'password' }] }, '/inputs/0'],
  ['a name with a hyphen', { inputs: [{ name: 'a-b', label: 'A', type: 'int' }] }, '/inputs/0'],
  ['a key of its own', { colour: 'blue' }, 'colour'],
])('the schema turns down %s', (_, change, where) => {
  const manifest = Object.assign({}, tasks[0]?.raw, change);
  expect(taskViolations(manifest).join('\n')).toContain(where);
});
