import {
  applyChanges,
  formatBasePaths,
  parseBasePaths,
  pathChange,
} from '@package-model/core/image/base-paths';
import type { PathChange } from '@package-model/core/image/base-paths';
import type { TarHeader } from '@package-model/core/image/tar-header';
import { expect, test } from 'vitest';

function header(path: string, more: Partial<TarHeader> = {}): TarHeader {
  const none = { sizeBytes: 0, mode: 0o755, uid: 0, gid: 0, linkTarget: '' };
  return { path, type: 'directory', ...none, ...more };
}

function changes(...headers: readonly TarHeader[]): PathChange[] {
  return headers.map(pathChange).filter((change) => change !== undefined);
}

const folder = { kind: 'directory', mode: 0o755, uid: 0, gid: 0 };

test('only paths that ours share are remembered', () => {
  const found = changes(
    header('usr'),
    header('var'),
    header('var/lib'),
    header('var/azureml-app'),
    header('var/azureml-app/main.py', { type: 'file' }),
    header('models'),
    header('models/net'),
    header('models/net/weights.bin', { type: 'file' }),
  );
  expect([...applyChanges([found]).keys()]).toEqual([
    'var',
    'var/azureml-app',
    'models',
    'models/net',
  ]);
});

test('keeps mode and owner of folders, and the target of links', () => {
  const found = applyChanges([
    changes(
      header('models', { mode: 0o42775, uid: 7, gid: 8 }),
      header('var', { type: 'symlink', linkTarget: 'data/var' }),
      header('models/net', { type: 'file' }),
    ),
  ]);
  expect(Object.fromEntries(found)).toEqual({
    models: { kind: 'directory', mode: 0o2775, uid: 7, gid: 8 },
    var: { kind: 'link', target: 'data/var' },
    'models/net': { kind: 'other' },
  });
});

test('a whiteout takes away what lower layers have, and all below it', () => {
  const lower = changes(header('models'), header('models/net'), header('models/old'));
  const one = applyChanges([lower, changes(header('models/.wh.old', { type: 'file' }))]);
  expect([...one.keys()]).toEqual(['models', 'models/net']);
  const all = applyChanges([lower, changes(header('.wh.models', { type: 'file' }))]);
  expect([...all.keys()]).toEqual([]);
});

test('a whiteout does not take away what its own layer brings, wherever it stands', () => {
  const lower = changes(header('models'), header('models/net'));
  const upper = changes(
    header('models'),
    header('models/new'),
    header('models/.wh..wh..opq', { type: 'file' }),
  );
  expect([...applyChanges([lower, upper]).keys()]).toEqual(['models', 'models/new']);
});

test('an opaque root takes everything away', () => {
  const lower = changes(header('models'), header('models/net'));
  const upper = changes(header('.wh..wh..opq', { type: 'file' }), header('var'));
  expect([...applyChanges([lower, upper]).keys()]).toEqual(['var']);
});

test('a link in the place of a folder hides what was in the folder', () => {
  const lower = changes(header('models'), header('models/net'));
  const upper = changes(header('models', { type: 'symlink', linkTarget: '/srv/models' }));
  expect(Object.fromEntries(applyChanges([lower, upper]))).toEqual({
    models: { kind: 'link', target: '/srv/models' },
  });
});

test('a folder over a folder keeps what is in it', () => {
  const lower = changes(header('models', { mode: 0o700 }), header('models/net'));
  const found = applyChanges([lower, changes(header('models'))]);
  expect(Object.fromEntries(found)).toEqual({ models: folder, 'models/net': folder });
});

test('the written form reads back, and anything else is not one', () => {
  const facts = applyChanges([
    changes(header('models'), header('var', { type: 'symlink', linkTarget: 'x' })),
  ]);
  const text = formatBasePaths(facts);
  expect(text).toBe(
    '{"models":{"gid":0,"kind":"directory","mode":493,"uid":0},"var":{"kind":"link","target":"x"}}',
  );
  expect(parseBasePaths(text)).toEqual(facts);
  expect(parseBasePaths('')).toBeUndefined();
  expect(parseBasePaths('{"models":{"kind":"device"}}')).toBeUndefined();
});
