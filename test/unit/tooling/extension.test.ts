import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { drawIcon } from '../../../packages/tooling/src/render/draw-icon.ts';
import { renderExtension } from '../../../packages/tooling/src/extension/manifest.ts';
import { surfaces } from '../../../packages/tooling/src/surfaces.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const contribution = z.object({
  id: z.string(),
  type: z.string(),
  targets: z.array(z.string()),
  properties: z.looseObject({ name: z.string() }),
});
const extension = z
  .looseObject({ version: z.string(), contributions: z.array(contribution) })
  .parse(JSON.parse(renderExtension('1.2.3')));

function ofType(type: string) {
  return extension.contributions.filter((each) => each.type === type);
}

const endpointType = z.object({
  name: z.string(),
  url: z.object({ displayName: z.string() }),
  dataSources: z.array(z.object({ name: z.string(), endpointUrl: z.string() })),
  authenticationSchemes: z.array(z.object({ type: z.string() })),
});
const endpointTypes = ofType('ms.vss-endpoint.service-endpoint-type').map(({ properties }) =>
  endpointType.parse(properties),
);

const artifactType = z.object({
  name: z.string(),
  artifactType: z.literal('Package'),
  endpointTypeId: z.string(),
  uniqueSourceIdentifier: z.literal('{{connection}}:{{definition}}'),
  downloadTaskId: z.optional(z.string()),
  inputDescriptors: z.array(
    z.looseObject({
      id: z.string(),
      hasDynamicValueInformation: z.boolean(),
      dependencyInputIds: z.array(z.string()).default([]),
      values: z.looseObject({ inputId: z.string() }).optional(),
    }),
  ),
  dataSourceBindings: z.array(
    z.object({
      target: z.string(),
      dataSourceName: z.optional(z.string()),
      resultTemplate: z.string(),
    }),
  ),
});
const artifactTypes = ofType('ms.vss-releaseartifact.release-artifact-type').map(({ properties }) =>
  artifactType.parse(properties),
);

test('the extension has the version it is packed with, and contributions with names of their own', () => {
  expect(extension.version).toBe('1.2.3');
  const ids = extension.contributions.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const names = endpointTypes.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('every task is contributed once, and each contribution is the folder of a task', () => {
  const tasks = ofType('ms.vss-distributed-task.task');
  const folders = tasks.map(({ properties }) => properties.name).toSorted();
  expect(folders).toEqual(surfaces.map(({ task }) => task).toSorted());
  expect(extension).toMatchObject({
    files: expect.arrayContaining(surfaces.map(({ task }) => ({ path: task }))),
  });
});

test('the connection types take basic authentication, a token, or nothing, and can be verified', () => {
  expect(endpointTypes.map(({ name }) => name)).toEqual([
    'package-model-oci',
    'package-model-mlflow',
  ]);
  for (const { dataSources, authenticationSchemes } of endpointTypes) {
    const schemes = authenticationSchemes.map(({ type }) => type.split('-').at(-1));
    expect(schemes).toEqual(['basic', 'token', 'none']);
    expect(dataSources.map(({ name }) => name)).toContain('TestConnection');
    for (const { endpointUrl } of dataSources)
      expect(endpointUrl).toMatch(/^\{\{\{endpoint\.url\}\}\}\//);
  }
});

test.each(artifactTypes)(
  'the artifact type $name asks for what its connection type can tell',
  (type) => {
    const connection = endpointTypes.find(({ name }) => name === type.endpointTypeId);
    const known = connection?.dataSources.map(({ name }) => name) ?? [];
    for (const { dataSourceName } of type.dataSourceBindings) {
      if (dataSourceName !== undefined) expect(known).toContain(dataSourceName);
    }
    const targets = type.dataSourceBindings.map(({ target }) => target);
    // What the contract demands, and what the form asks beside it.
    expect(targets).toEqual(
      expect.arrayContaining(['definition', 'versions', 'latestversion', 'defaultVersionSpecific']),
    );
    expect(type.inputDescriptors.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['connection', 'definition', 'defaultVersionType']),
    );
  },
);

test.each(artifactTypes)(
  'the form of the artifact type $name asks anew when what a field hangs on changes',
  ({ inputDescriptors, dataSourceBindings }) => {
    // The contract wants the type of the default version among what a fixed version hangs on.
    const hangsOn = Object.fromEntries(
      inputDescriptors.map(({ id, dependencyInputIds }) => [id, dependencyInputIds]),
    );
    expect(hangsOn).toEqual({
      connection: [],
      definition: ['connection'],
      defaultVersionType: [],
      defaultVersionSpecific: ['connection', 'definition', 'defaultVersionType'],
    });
    const fixed = inputDescriptors.find(({ id }) => id === 'defaultVersionSpecific');
    expect(fixed).toMatchObject({
      properties: { visibleRule: 'defaultVersionType == specificVersionType' },
      validation: { isRequired: true },
    });
    const bound = dataSourceBindings.map(({ target }) => target);
    for (const { id, hasDynamicValueInformation: isAsked, values } of inputDescriptors) {
      expect(isAsked, id).toBe(id === 'connection' || bound.includes(id));
      if (values !== undefined) expect(values.inputId).toBe(`${id}Values`);
    }
  },
);

test('a release downloads models from OCI registries with our task', async () => {
  const [oci, mlflow] = artifactTypes;
  const text = await readFile(`${root}tasks/DownloadModel/task.json`, 'utf8');
  const task = z.object({ id: z.string() }).parse(JSON.parse(text));
  expect(oci?.downloadTaskId).toBe(task.id);
  expect(mlflow?.downloadTaskId).toBeUndefined();
});

test('the icon of the extension is a PNG of 128 by 128 pixels', () => {
  const icon = Buffer.from(drawIcon(4));
  expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([128, 128]);
});
