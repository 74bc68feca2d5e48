import { gzipSync } from 'node:zlib';
import { tarLayer } from '@package-model/core/image/layer';
import type { LayerEntry } from '@package-model/core/image/layer';
import { paddingBytes, TAR_END_BYTES, tarHeader } from '@package-model/core/image/tar';
import { digestOf, hexOf } from '@package-model/core/oci/digest';
import { collect } from '../collect.ts';

/** A file of an archive, or a link to another one. */
export type Member =
  | { readonly path: string; readonly bytes: Uint8Array | string }
  | { readonly path: string; readonly target: string };

/** An archive with these members in this order, unlike a layer, which orders them. */
export function archiveOf(members: readonly Member[]): Buffer {
  const blocks = members.flatMap((member) => {
    const { path } = member;
    if ('target' in member) return [tarHeader({ kind: 'link', path, target: member.target })];
    const bytes = Buffer.from(member.bytes);
    const header = tarHeader({ kind: 'file', path, mode: 0o644, sizeBytes: bytes.length });
    return [header, bytes, Buffer.alloc(paddingBytes(bytes.length))];
  });
  return Buffer.concat([...blocks, Buffer.alloc(TAR_END_BYTES)]);
}

/** The plain tar of a layer that holds these files (path → text). */
export async function layerOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const entries = Object.entries(files).map(([path, text]): LayerEntry => {
    const bytes = Buffer.from(text);
    const open = async function* open(): AsyncGenerator<Uint8Array> {
      yield bytes;
    };
    return { kind: 'file', path, mode: 0o644, sizeBytes: bytes.length, open };
  });
  return collect(tarLayer('test', entries).open(new AbortController().signal));
}

/** An image config whose layers are these plain tars. */
export function configFor(layers: readonly Uint8Array[]): string {
  return JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: { Env: ['PATH=/bin'] },
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => digestOf(layer)) },
    history: layers.map(() => ({ created_by: 'test' })),
  });
}

/** What docker before 25 saves: a folder for each layer, links for those that repeat. */
export function oldForm(layers: readonly Uint8Array[]): Member[] {
  const config = configFor(layers);
  const names = layers.map((_, index) => `${index}`.repeat(64).slice(0, 64));
  const members = layers.flatMap((layer, index): Member[] => {
    const folder = names[index] ?? '';
    const first = layers.findIndex((other) => Buffer.compare(other, layer) === 0);
    const tar: Member =
      first === index
        ? { path: `${folder}/layer.tar`, bytes: layer }
        : { path: `${folder}/layer.tar`, target: `../${names[first] ?? ''}/layer.tar` };
    return [
      { path: `${folder}/VERSION`, bytes: '1.0' },
      { path: `${folder}/json`, bytes: '{"id":"x"}' },
      tar,
    ];
  });
  const configName = `${hexOf(digestOf(config))}.json`;
  const listing = [
    { Config: configName, RepoTags: null, Layers: names.map((name) => `${name}/layer.tar`) },
  ];
  return [
    ...members,
    { path: configName, bytes: config },
    { path: 'repositories', bytes: '{}' },
    { path: 'manifest.json', bytes: JSON.stringify(listing) },
  ];
}

/** What docker 25 and later saves: blobs by digest beside an OCI index; layers may be gzip. */
export function newForm(
  layers: readonly Uint8Array[],
  compression: 'plain' | 'gzip' = 'plain',
): Member[] {
  const config = configFor(layers);
  const stored = layers.map((layer) => (compression === 'gzip' ? gzipSync(layer) : layer));
  const pathOf = (bytes: Uint8Array | string): string => `blobs/sha256/${hexOf(digestOf(bytes))}`;
  const blobs = new Map([...stored, config].map((bytes) => [pathOf(bytes), bytes]));
  const listing = [{ Config: pathOf(config), RepoTags: ['x:1'], Layers: stored.map(pathOf) }];
  return [
    ...[...blobs].map(([path, bytes]) => ({ path, bytes })),
    { path: 'index.json', bytes: '{"schemaVersion":2,"manifests":[]}' },
    { path: 'manifest.json', bytes: JSON.stringify(listing) },
    { path: 'oci-layout', bytes: '{"imageLayoutVersion":"1.0.0"}' },
  ];
}
