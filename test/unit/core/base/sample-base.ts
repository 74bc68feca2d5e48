import { systemClock } from '@package-model/core/clock';
import { paddingBytes, TAR_END_BYTES, tarHeader } from '@package-model/core/image/tar';
import { bytesSource } from '@package-model/core/oci/bytes-source';
import type { Descriptor } from '@package-model/core/oci/descriptor';
import { digestOf } from '@package-model/core/oci/digest';
import type { Digest } from '@package-model/core/oci/digest';
import { LayoutRepository } from '@package-model/core/oci/layout/layout-repository';
import { mediaTypes } from '@package-model/core/oci/media-types';
import { gzipSync } from 'node:zlib';
import { temporaryFolder } from '../package/temporary-folder.ts';

const { signal } = new AbortController();

/** What stands at a path: text of a file (programs are executable), a link, or null for a folder. */
export type Member = string | { readonly link: string } | null;
export type Layer = Readonly<Record<string, Member>>;

/** The plain tar of a layer with these members, in this order. */
export function tarOf(layer: Layer): Buffer {
  const blocks = Object.entries(layer).flatMap(([path, member]): Uint8Array[] => {
    if (member === null) return [tarHeader({ kind: 'directory', path, mode: 0o755 })];
    if (typeof member !== 'string') return [tarHeader({ kind: 'link', path, target: member.link })];
    const bytes = Buffer.from(member);
    const mode = /(?:^|\/)s?bin\//.test(path) ? 0o755 : 0o644;
    const header = tarHeader({ kind: 'file', path, mode, sizeBytes: bytes.length });
    return [header, bytes, Buffer.alloc(paddingBytes(bytes.length))];
  });
  return Buffer.concat([...blocks, Buffer.alloc(TAR_END_BYTES)]);
}

/** A layout folder that nothing is in yet. */
export async function emptyLayout(): Promise<LayoutRepository> {
  return new LayoutRepository({ name: 'dir:base', folder: await temporaryFolder() }, systemClock);
}

export type SampleImage = {
  readonly layers: readonly Layer[];
  readonly config?: Readonly<Record<string, unknown>>;
  readonly architecture?: string;
  readonly compression?: 'plain' | 'gzip' | 'zstd';
  /** Wrong on purpose. */
  readonly diffIds?: readonly Digest[];
};

/** Puts an image into a layout folder and gives the descriptor of its manifest. */
export async function putImage(
  repository: LayoutRepository,
  image: SampleImage,
  tag?: string,
): Promise<Descriptor> {
  const compression = image.compression ?? 'gzip';
  const tars = image.layers.map(tarOf);
  const layers = await Promise.all(
    tars.map((tar) => put(repository, compression === 'gzip' ? gzipSync(tar) : tar)),
  );
  const types = {
    plain: mediaTypes.layer,
    gzip: mediaTypes.dockerLayerGzip,
    zstd: mediaTypes.layerZstd,
  };
  const config = await putJson(repository, {
    os: 'linux',
    architecture: image.architecture ?? 'amd64',
    config: image.config ?? {},
    rootfs: { type: 'layers', diff_ids: image.diffIds ?? tars.map((tar) => digestOf(tar)) },
  });
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, ...config },
    layers: layers.map((layer) => ({ mediaType: types[compression], ...layer })),
  };
  return putManifest(repository, manifest, tag);
}

/** Puts an index over manifests into a layout folder. */
export function putIndex(
  repository: LayoutRepository,
  manifests: readonly Partial<Descriptor>[],
  tag: string,
): Promise<Descriptor> {
  return putManifest(repository, { schemaVersion: 2, mediaType: mediaTypes.index, manifests }, tag);
}

async function putManifest(
  repository: LayoutRepository,
  value: { readonly mediaType: string; readonly [key: string]: unknown },
  tag: string | undefined,
): Promise<Descriptor> {
  const bytes = Buffer.from(JSON.stringify(value));
  const { mediaType } = value;
  const digest = digestOf(bytes);
  await repository.putManifest({ bytes, mediaType, digest }, tag, signal);
  return { mediaType, digest, size: bytes.length };
}

function putJson(repository: LayoutRepository, value: unknown) {
  return put(repository, Buffer.from(JSON.stringify(value)));
}

async function put(repository: LayoutRepository, bytes: Uint8Array) {
  const { digest, sizeBytes } = await repository.putBlob(bytesSource('blob', bytes), signal);
  return { digest, size: sizeBytes };
}

const dpkg = (packages: Readonly<Record<string, string>>): string =>
  Object.entries(packages)
    .map(
      ([name, version]) =>
        `Package: ${name}\nStatus: install ok installed\nVersion: ${version}\nDescription: x\n y\n`,
    )
    .join('\n');

/** A small Debian with Python, as its layers would have it. */
export const debian: Layer = {
  bin: { link: 'usr/bin' },
  'etc/os-release': { link: '../usr/lib/os-release' },
  'usr/lib/os-release':
    'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\ndockeruser:x:1001:1001::/home/dockeruser:/bin/sh\n',
  'var/lib/dpkg/status': dpkg({
    libc6: '2.36-9+deb12u7',
    'python3.11-minimal': '3.11.2-6+deb12u3',
  }),
  'usr/bin/sh': { link: 'dash' },
  'usr/bin/dash': 'ELF',
  'usr/bin/apt-get': 'ELF',
  'usr/bin/python3': { link: 'python3.11' },
  'usr/bin/python3.11': 'ELF',
  'usr/lib/python3.11/venv/__init__.py': '',
  'usr/lib/python3.11/ensurepip/__init__.py': '',
  'usr/lib/python3.11/EXTERNALLY-MANAGED': '',
};
