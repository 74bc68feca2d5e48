import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@package-model/core/clock';
import { silentLog } from '@package-model/core/log';
import { noDigestCache } from '@package-model/core/model/digest-cache';
import { listModelFiles } from '@package-model/core/model/list-files';
import { registerModel } from '@package-model/core/model/register';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fieldOfferOf, offerOf, verify } from './support/azure-data-sources.ts';
import type { Connection } from './support/azure-data-sources.ts';
import { startMlflow } from './support/mlflow-server.ts';
import { startRegistry } from './support/registry.ts';
import type { RegistryServer } from './support/registry.ts';
import { basicLogin, openRepositories } from './support/repositories.ts';
import { startStandIn } from './support/stand-in.ts';

const { signal } = new AbortController();
const users = { reader: 'with a "quote"' };
let scratch: string;
let server: RegistryServer;
let connection: Connection;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'package-model-artifacts-'));
  server = await startRegistry({ signal, auth: { kind: 'basic', users } });
  connection = {
    url: `http://${server.host}/`,
    scheme: 'basic',
    parameters: { username: 'reader', password: users.reader },
    data: { prefix: 'team/models/' },
  };
  const repositories = openRepositories({ credential: basicLogin('reader', users.reader) });
  const deps = { log: silentLog, clock: systemClock, digests: noDigestCache, signal };
  const path = join(scratch, 'model.pkl');
  await writeFile(path, 'weights');
  const entries = await listModelFiles(path, '/');
  const register = (name: string, repository: string) =>
    registerModel(
      { name, entries },
      repositories.open({ kind: 'registry', host: server.host, repository }),
      deps,
    );
  for (let count = 0; count < 11; count += 1) await register('net', 'team/models/net');
  await register('tree', 'team/models/tree');
  const other = await register('old', 'other/old');
  await register('past', 'team/models-old/past');
  // Images, environments and release tags may stand in the repository of the model, too.
  const net = repositories.open({
    kind: 'registry',
    host: server.host,
    repository: 'team/models/net',
  });
  const manifest = await net.getManifest('model-v1', signal);
  if (manifest === undefined) throw new Error(`${other.id} is there, and net:1 is not`);
  for (const tag of ['7', '20260101', 'model-vault', 'env-0123', 'candidate-9', 'latest']) {
    await net.putManifest(manifest, tag, signal);
  }
  repositories.close();
});
afterAll(async () => {
  await server.stop();
  await rm(scratch, { recursive: true, force: true });
});

describe('a release with a model of an OCI registry', () => {
  test('is offered the models below the prefix of the connection', async () => {
    expect(await offerOf('PackageModelOci', 'definition', connection)).toEqual([
      { Value: 'team/models/net', DisplayValue: 'team/models/net' },
      { Value: 'team/models/tree', DisplayValue: 'team/models/tree' },
    ]);
  });

  test('is offered every model where the connection has no prefix', async () => {
    const { data: _, ...all } = connection;
    const models = await offerOf('PackageModelOci', 'definition', all);
    expect(models.map(({ Value }) => Value)).toEqual([
      'other/old',
      'team/models/net',
      'team/models/tree',
      'team/models-old/past',
    ]);
  });

  test.each(['versions', 'latestversion', 'defaultVersionSpecific'])(
    'is offered the registered versions alone, the newest first: %s',
    async (target) => {
      const inputs = { definition: 'team/models/net' };
      const versions = await offerOf('PackageModelOci', target, connection, inputs);
      expect(versions[0]).toEqual({ Value: '11', DisplayValue: 'v11' });
      const numbers = versions.map(({ Value }) => Number(Value));
      expect(numbers).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    },
  );

  test('is told by Verify whether the login is right', async () => {
    await verify('package-model-oci', connection);
    const wrong = { ...connection, parameters: { username: 'reader', password: 'no' } };
    await expect(verify('package-model-oci', wrong)).rejects.toThrow('401');
  });
});

describe('the form of a task', () => {
  test('offers the models of the connection, and the versions of the one that is chosen', async () => {
    const definitions = await fieldOfferOf('DownloadModel', 'definition', connection);
    expect(definitions.map(({ Value }) => Value)).toEqual(['team/models/net', 'team/models/tree']);
    const fields = { definition: 'team/models/tree' };
    expect(await fieldOfferOf('DownloadModel', 'version', connection, fields)).toEqual([
      { Value: '1', DisplayValue: 'v1' },
    ]);
  });

  test('offers the registries of a connection to Azure by the names that images begin with', async () => {
    const registry = (name: string) => ({
      id: `/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/${name}`,
      name,
      type: 'Microsoft.ContainerRegistry/registries',
      properties: { loginServer: `${name.toLowerCase()}.azurecr.io`, adminUserEnabled: false },
    });
    const asked: string[] = [];
    const azure = await startStandIn('http', ({ url }) => {
      asked.push(url.pathname);
      return { status: 200, json: { value: [registry('Models'), registry('Bases')] } };
    });
    try {
      const login: Connection = {
        url: `${azure.origin}/`,
        scheme: 'none',
        data: { subscriptionId: 's' },
      };
      const offered = await fieldOfferOf('RegisterModel', 'azureRegistries', login);
      expect(offered).toEqual(
        ['models.azurecr.io', 'bases.azurecr.io'].map((host) => ({
          Value: host,
          DisplayValue: host,
        })),
      );
      expect(asked).toEqual(['/subscriptions/s/providers/Microsoft.ContainerRegistry/registries']);
    } finally {
      azure.stop();
    }
  });
});

describe('a release with a model of an MLflow registry', () => {
  test('is offered models and versions of all pages, the newest first', async () => {
    const mlflow = await startMlflow({ net: 12, tree: 1, 'a & b': 0 }, 'abc');
    const login = { apitoken: 'abc' };
    const token: Connection = { url: mlflow.url, scheme: 'token', parameters: login };
    try {
      await verify('package-model-mlflow', token);
      const offers = (target: string, inputs = {}) =>
        offerOf('PackageModelMlflow', target, token, inputs);
      const models = await offers('definition');
      expect(models.map(({ Value }) => Value)).toEqual(['net', 'tree', 'a & b']);
      const inputs = { definition: 'net' };
      expect(await offers('latestversion', inputs)).toEqual([{ Value: '12', DisplayValue: 'v12' }]);
      // Azure DevOps asks for five pages; here each holds two.
      const versions = await offers('versions', inputs);
      expect(versions.map(({ DisplayValue }) => DisplayValue)).toEqual(
        [12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map((version) => `v${version}`),
      );
      const stranger: Connection = { url: mlflow.url, scheme: 'none' };
      await expect(verify('package-model-mlflow', stranger)).rejects.toThrow('401');
    } finally {
      await mlflow.stop();
    }
  });
});
