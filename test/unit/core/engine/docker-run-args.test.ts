import { createArgs, csvField } from '@package-model/core/engine/docker-run-args';
import type { ContainerRequest, EngineName } from '@package-model/core/engine/engine';
import { Secret } from '@package-model/core/secret';
import { expect, test } from 'vitest';

const plain: ContainerRequest = { image: 'img:1', name: 'box', labels: {}, env: {}, ports: [] };
const always = [
  'container',
  'create',
  '--pull=never',
  '--security-opt=no-new-privileges',
  '--log-driver=json-file',
  '--log-opt=max-size=16m',
  '--pids-limit=4096',
  '--name=box',
  '--label=own=1',
];

async function argsOf(more: Partial<ContainerRequest>, engine: EngineName = 'docker') {
  const written: (readonly [string, string])[] = [];
  const folder = {
    path: '/private',
    write: (name: string, content: string) => {
      written.push([name, content]);
      return Promise.resolve(`/private/${name}`);
    },
  };
  const args = await createArgs({ ...plain, ...more }, { engine, label: 'own=1', folder });
  return { args, written };
}

test('a container gets nothing that was not asked for', async () => {
  const { args, written } = await argsOf({});
  expect(args).toEqual([...always, '--', 'img:1']);
  expect(written).toEqual([]);
});

test('all that can be asked for becomes an option before the image', async () => {
  const { args } = await argsOf({
    labels: { run: 'r=1' },
    env: { A: '-x\ny' },
    ports: [5001],
    entrypoint: 'sh',
    command: ['-c', 'true'],
    user: '10001:0',
    memoryBytes: 1_000_000_000,
    cpus: 0.5,
    gpus: 'all',
    dropCapabilities: 'all',
    network: 'none',
    mounts: [
      { source: '/a,b', target: '/m' },
      { source: '/w', target: '/n', writable: true },
    ],
  });
  expect(args).toEqual([
    ...always,
    '--label=run=r=1',
    '--publish=127.0.0.1::5001/tcp',
    '--env=A=-x\ny',
    '--memory=1000000000',
    '--memory-swap=1000000000',
    '--cpus=0.5',
    '--gpus=all',
    '--user=10001:0',
    '--network=none',
    '--cap-drop=ALL',
    '--mount=type=bind,"source=/a,b",target=/m,readonly',
    '--mount=type=bind,source=/w,target=/n',
    '--entrypoint=sh',
    '--',
    'img:1',
    '-c',
    'true',
  ]);
});

test('a port is published for other machines only when that is asked for', async () => {
  const { args } = await argsOf({ ports: [5001], publishOn: '0.0.0.0' });
  expect(args).toContain('--publish=0.0.0.0::5001/tcp');
});

test('podman gets its own log driver, no proxy of this machine, and GPUs as devices', async () => {
  const { args } = await argsOf({ gpus: 2 }, 'podman');
  expect(args).toContain('--log-driver=k8s-file');
  expect(args).toContain('--http-proxy=false');
  expect(args.filter((arg) => arg.includes('gpu'))).toEqual([
    '--device=nvidia.com/gpu=0',
    '--device=nvidia.com/gpu=1',
  ]);
  expect(args.join(' ')).not.toContain('json-file');
});

test('secrets go into a file, not into the arguments', async () => {
  const { args, written } = await argsOf({ env: { A: new Secret('one'), B: new Secret('two') } });
  expect(args).toContain('--env-file=/private/env');
  expect(args.join(' ')).not.toMatch(/one|two/);
  expect(written).toEqual([['env', 'A=one\nB=two']]);
});

const refused: readonly (readonly [string, Partial<ContainerRequest>])[] = [
  ['an image that looks like an option', { image: '--privileged' }],
  ['no image', { image: '' }],
  ['a name with a space', { name: 'a b' }],
  ['a variable without a name', { env: { '': 'x' } }],
  ['a variable whose name has =', { env: { 'A=B': 'x' } }],
  ['a secret of two lines', { env: { A: new Secret('x\ny') } }],
  ['a port past the last', { ports: [65_536] }],
  ['a mount with a line end', { mounts: [{ source: '/a\nb', target: '/m' }] }],
];

test.each(refused)('%s is refused', async (_, more) => {
  await expect(argsOf(more)).rejects.toMatchObject({ code: 'BAD_OPTION' });
});

test('a field of a comma list is quoted only where it must be', () => {
  expect(csvField('src=/a b')).toBe('src=/a b');
  expect(csvField('src=/a,"b"')).toBe('"src=/a,""b"""');
});
