import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { differingFiles } from '../../../packages/tooling/src/compare-files.ts';
import { drawIcon } from '../../../packages/tooling/src/render/draw-icon.ts';
import { sharedEntries } from '../../../packages/tooling/src/entries.ts';
import { generatedFiles } from '../../../packages/tooling/src/generated-files.ts';
import { pinActions } from '../../../packages/tooling/src/render/pin-actions.ts';
import { fillMarkers } from '../../../packages/tooling/src/render/tables.ts';
import { surfaces, terminalSteps } from '../../../packages/tooling/src/surfaces.ts';
import { steps } from '../../../packages/steps/src/all.ts';
import { inputsOf, outputsOf } from '../../../packages/steps/src/surface-inputs.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const files = await generatedFiles(root);

test('the generated files are those of the tables', async () => {
  expect(await differingFiles(root, files)).toEqual([]);
});

test('every step has a surface or a command, and every step folder is a step', async () => {
  const folders = await readdir(join(root, 'packages/steps/src'), { withFileTypes: true });
  const shared = new Set(['inputs', 'logins']);
  const withStep = folders.filter((entry) => entry.isDirectory() && !shared.has(entry.name));
  const names = withStep.map((entry) => entry.name).toSorted();
  const all = [...surfaces, ...terminalSteps];
  expect(all.map(({ step }) => step.name).toSorted()).toEqual(names);
  expect(Object.keys(steps).toSorted()).toEqual(names);
});

test.each(surfaces)('the action of $step.name starts a bundled entry', async ({ action, step }) => {
  const manifest: unknown = parse(await readFile(join(root, action), 'utf8'));
  const up = action.includes('/') ? '../../' : '';
  expect(manifest).toMatchObject({ runs: { using: 'node24', main: `${up}dist/${step.name}.js` } });
  expect(Object.keys(sharedEntries())).toContain(step.name);
});

test.each(surfaces)('the task of $step.name keeps to the schema of task.json', (surface) => {
  const task: unknown = JSON.parse(String(files.get(`tasks/${surface.task}/task.json`)));
  const name: unknown = expect.stringMatching(/^[A-Za-z][A-Za-z0-9]*$/);
  expect(task).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/),
    name: expect.stringMatching(/^[A-Za-z0-9-]+$/),
    friendlyName: expect.stringMatching(/^.{1,40}$/),
    inputs: Object.keys(inputsOf(surface.step.inputs, 'azure-pipelines')).map(() =>
      expect.objectContaining({ name }),
    ),
    outputVariables: Object.keys(outputsOf(surface.step.outputs, 'azure-pipelines')).map(() =>
      expect.objectContaining({ name }),
    ),
    execution: { Node20_1: { target: 'dist/index.js' }, Node24: { target: 'dist/index.js' } },
  });
});

test('the manifests of a step that reads files leave its defaults to the files', () => {
  const [chain] = surfaces.filter(({ step }) => step.complete !== undefined);
  const action: unknown = parse(String(files.get(chain?.action ?? '')));
  const task = String(files.get(`tasks/${chain?.task ?? ''}/task.json`));
  // What only a pipeline can give stands in no file.
  expect(JSON.stringify(action).replace('"default":"${{ github.token }}"', '')).not.toContain(
    '"default":',
  );
  expect(task).not.toContain('"defaultValue":');
  expect(action).toMatchObject({
    inputs: { 'start-timeout': { description: expect.stringMatching(/ Default: 300$/) } },
  });
});

test('no two tasks share an identity or a name', () => {
  expect(new Set(surfaces.map(({ taskId }) => taskId)).size).toBe(surfaces.length);
  expect(new Set(surfaces.map(({ task }) => task)).size).toBe(surfaces.length);
});

test('markers in a page are filled and the text around them stays', () => {
  const page = 'before\n<!-- outputs:smoke-test -->\nold\n<!-- /outputs -->\nafter\n';
  const filled = fillMarkers(page, surfaces);
  expect(filled).toMatch(/^before\n<!-- outputs:smoke-test -->\n\n\| Name /);
  expect(filled).not.toContain('old');
  expect(fillMarkers(filled, surfaces)).toBe(filled);
});

test('a marker with a step that is not there is an error', () => {
  const page = '<!-- inputs:nothing --><!-- /inputs -->';
  expect(() => fillMarkers(page, surfaces)).toThrow('names the step "nothing"');
});

test('each task has an icon of its own: a PNG of 32 by 32 pixels', () => {
  const icons = surfaces.map(({ task }) => Buffer.from(files.get(`tasks/${task}/icon.png`) ?? ''));
  for (const icon of icons) {
    expect(icon.subarray(1, 4).toString()).toBe('PNG');
    expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([32, 32]);
  }
  expect(new Set(icons.map((icon) => icon.toString('base64'))).size).toBe(surfaces.length);
  expect(icons[0]).toEqual(Buffer.from(drawIcon()));
});

test('the reusable workflow uses our actions at the exact version, and nothing else moves', () => {
  const text = [
    '# uses: org/package-model/.github/workflows/package-model.yml@v1',
    '- uses: org/package-model/actions/push-image@v1',
    '  uses: org/package-model/actions/smoke-test@v1.0.0',
    '- uses: actions/checkout@v1 # v1.0.0',
  ].join('\n');
  expect(pinActions(text, '1.2.3')).toBe(
    text
      .replace('push-image@v1', 'push-image@v1.2.3')
      .replace('smoke-test@v1.0.0', 'smoke-test@v1.2.3'),
  );
  expect(() => pinActions('- run: echo', '1.2.3')).toThrow('none of our actions');
});

test('a workflow whose actions are of another version is told', async () => {
  const path = '.github/workflows/package-model.yml';
  const other = String(files.get(path)).replaceAll(
    /(?<=org.package-model.actions\S+@)\S+/g,
    'v0.9.0',
  );
  expect(other).not.toBe(files.get(path));
  expect(await differingFiles(root, new Map([[path, other]]))).toEqual([path]);
});
