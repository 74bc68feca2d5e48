import { ImageTree } from '@package-model/core/base/image-tree';
import type { TreeChange } from '@package-model/core/base/image-tree';
import { expect, test } from 'vitest';

const file = (path: string): TreeChange => ({
  kind: 'set',
  path,
  entry: { kind: 'file', executable: true },
});
const link = (path: string, target: string): TreeChange => ({
  kind: 'set',
  path,
  entry: { kind: 'link', target },
});

function treeOf(...layers: TreeChange[][]): ImageTree {
  const tree = new ImageTree();
  for (const layer of layers) tree.apply(layer);
  return tree;
}

test('a whiteout hides what lower layers have, not what its own layer has', () => {
  const tree = treeOf(
    [file('opt/a/x'), file('opt/b/x')],
    [file('opt/a/y'), { kind: 'remove', path: 'opt/a' }, { kind: 'remove', path: 'not/there' }],
  );
  expect(tree.names('opt/a')).toEqual(['y']);
  expect(tree.names('opt/b')).toEqual(['x']);
});

test('an opaque folder starts empty', () => {
  const tree = treeOf([file('opt/a/x')], [file('opt/a/y'), { kind: 'clear', path: 'opt/a' }]);
  expect(tree.names('opt/a')).toEqual(['y']);
});

test('a file or link in the place of a folder takes away what was below it', () => {
  const tree = treeOf([file('opt/a/x'), file('opt/b/x')], [file('opt/a'), link('opt/b', 'a')]);
  expect(tree.at('opt/a/x')).toBeUndefined();
  expect(tree.at('opt/b')).toMatchObject({ path: 'opt/a' });
});

test('links are followed on the way and at the end, relative and absolute', () => {
  const tree = treeOf([
    link('bin', 'usr/bin'),
    link('usr/bin/python3', '/etc/alternatives/python3'),
    link('etc/alternatives/python3', '../../opt/py/bin/python3.12'),
    file('opt/py/bin/python3.12'),
  ]);
  expect(tree.at('/bin/python3')?.path).toBe('opt/py/bin/python3.12');
  expect(tree.at('bin/../bin/./python3')?.path).toBe('opt/py/bin/python3.12');
});

test('links that lead to themselves, to nothing or above the root end in nothing or at the root', () => {
  const tree = treeOf([link('a', 'b'), link('b', 'a'), link('c', 'd'), link('up', '../../etc')]);
  expect(tree.at('a')).toBeUndefined();
  expect(tree.at('c')).toBeUndefined();
  expect(tree.at('up')).toBeUndefined();
  expect(treeOf([link('up', '../../etc'), file('etc/x')]).at('up/x')?.path).toBe('etc/x');
});
