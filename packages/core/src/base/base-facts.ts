import { imagePaths } from '../image/paths.ts';
import type { ImageTree } from './image-tree.ts';
import { condaPackage, distributions, findPython, pathOf } from './python-facts.ts';
import type { PythonFacts } from './python-facts.ts';
import type { ReadImage } from './read-image.ts';

/** What an image's files and config say of it as a base image. */
export type BaseFacts = {
  readonly os: string;
  readonly architecture: string;
  /** os-release: `debian`, `12`, `Debian GNU/Linux 12 (bookworm)`. */
  readonly distribution?: {
    readonly id: string;
    readonly version: string;
    readonly name: string;
  };
  readonly libc: { readonly kind: 'glibc' | 'musl' | 'unknown'; readonly version?: string };
  readonly shell: boolean;
  readonly apt: boolean;
  readonly python?: PythonFacts;
  readonly conda?: { readonly executable: string; readonly version?: string };
  /** As the config has it; '' for root. */
  readonly user: string;
  /** Absent when the image has no such user. */
  readonly uid?: number;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly volumes: readonly string[];
  /** The scoring server's version where its package is installed. */
  readonly server?: string;
  readonly nginx: boolean;
  readonly runit: boolean;
  /** Paths that have to be folders and are none. */
  readonly blocked: readonly BlockedPath[];
  /** Folders of ours that the image has files in. */
  readonly occupied: readonly string[];
  readonly layers: number;
};

export type BlockedPath = { readonly path: string; readonly kind: 'link' | 'file' };

const SERVER = 'azureml-inference-server-http';

/** The facts of an image that has been read. Pure. */
export function baseFacts({ config, tree, layers }: ReadImage): BaseFacts {
  const env = config.config.Env ?? [];
  const packages = debianPackages(tree);
  const python = findPython(tree, env, packages);
  const distribution = distributionOf(tree);
  const conda = findConda(tree, env);
  const server = python && serverOf(tree, python);
  const user = config.config.User ?? '';
  const uid = uidOf(tree, user);
  return {
    os: config.os,
    architecture: config.architecture,
    ...(distribution && { distribution }),
    libc: libcOf(tree, packages),
    shell: isProgram(tree, 'bin/sh'),
    apt: isProgram(tree, 'usr/bin/apt-get'),
    ...(python && { python }),
    ...(conda && { conda }),
    user,
    ...(uid === undefined ? {} : { uid }),
    entrypoint: config.config.Entrypoint ?? [],
    command: config.config.Cmd ?? [],
    volumes: Object.keys(config.config.Volumes ?? {}),
    ...(server === undefined ? {} : { server }),
    nginx: isProgram(tree, 'usr/sbin/nginx') || onPath(tree, env, 'nginx') !== undefined,
    runit: onPath(tree, env, 'runsvdir') !== undefined,
    ...ownPaths(tree),
    layers,
  };
}

/** Versions of the Debian packages by name; empty for other distributions. */
export function debianPackages(tree: ImageTree): ReadonlyMap<string, string> {
  const listed = tree.names('var/lib/dpkg/status.d').map((name) => `var/lib/dpkg/status.d/${name}`);
  const found = new Map<string, string>();
  for (const path of ['var/lib/dpkg/status', ...listed]) {
    for (const stanza of (tree.text(path) ?? '').split(/\n\s*\n/)) {
      const field = (name: string) => new RegExp(`^${name}: *(.*)$`, 'm').exec(stanza)?.[1]?.trim();
      const [name, version] = [field('Package'), field('Version')];
      const status = field('Status') ?? 'installed';
      if (name === undefined || version === undefined || !status.endsWith('installed')) continue;
      if (!status.endsWith('not-installed')) found.set(name, version);
    }
  }
  return found;
}

function distributionOf(tree: ImageTree): BaseFacts['distribution'] {
  const text = tree.text('etc/os-release') ?? tree.text('usr/lib/os-release');
  if (text === undefined) return undefined;
  const value = (key: string): string => {
    const found = new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
    return found.replace(/^(["'])(.*)\1$/, '$2');
  };
  return { id: value('ID'), version: value('VERSION_ID'), name: value('PRETTY_NAME') };
}

function libcOf(tree: ImageTree, packages: ReadonlyMap<string, string>): BaseFacts['libc'] {
  const debian = packages.get('libc6');
  if (debian !== undefined) {
    return { kind: 'glibc', version: debian.replace(/^(\d+\.\d+).*$/, '$1') };
  }
  let kind: BaseFacts['libc']['kind'] = 'unknown';
  for (const [path] of tree.paths()) {
    const version = /(?:^|\/)libc-(?<version>2\.\d+)\.so$/.exec(path)?.groups?.['version'];
    if (version !== undefined) return { kind: 'glibc', version };
    if (/(?:^|\/)ld-musl-[^/]+$/.test(path)) kind = 'musl';
    else if (path.endsWith('/libc.so.6') && kind === 'unknown') kind = 'glibc';
  }
  return { kind };
}

function findConda(tree: ImageTree, env: readonly string[]): BaseFacts['conda'] {
  const usual = ['/opt/miniconda/bin/conda', '/opt/conda/bin/conda'];
  const there = (path: string) => tree.at(path)?.entry.kind === 'file';
  const executable = onPath(tree, env, 'conda') ?? usual.find(there);
  if (executable === undefined) return undefined;
  const prefix = (tree.at(executable)?.path ?? '').split('/').slice(0, -2).join('/');
  const version = condaPackage(tree, prefix, 'conda');
  return { executable, ...(version === undefined ? {} : { version }) };
}

function serverOf(tree: ImageTree, { prefix, version }: PythonFacts): string | undefined {
  const minor = version?.split('.').slice(0, 2).join('.');
  return distributions(tree, { prefix, minor }).get(SERVER);
}

function onPath(tree: ImageTree, env: readonly string[], program: string): string | undefined {
  return pathOf(env)
    .map((folder) => `${folder.replace(/\/+$/, '')}/${program}`)
    .find((path) => isProgram(tree, path));
}

function isProgram(tree: ImageTree, path: string): boolean {
  const entry = tree.at(path)?.entry;
  return entry?.kind === 'file' && entry.executable;
}

/** Of a name, a number, or either with a group. */
function uidOf(tree: ImageTree, user: string): number | undefined {
  const [name = ''] = user.split(':');
  if (name === '') return 0;
  if (/^\d+$/.test(name)) return Number(name);
  const lines = (tree.text('etc/passwd') ?? '').split('\n').map((line) => line.split(':'));
  const uid = lines.find((fields) => fields[0] === name)?.[2];
  return uid === undefined || !/^\d+$/.test(uid) ? undefined : Number(uid);
}

function ownPaths(tree: ImageTree): Pick<BaseFacts, 'blocked' | 'occupied'> {
  const { models, appRoot, azuremlModels } = imagePaths;
  const folders = [models, '/var', appRoot, azuremlModels];
  const entries = new Map(tree.paths());
  const blocked = folders.flatMap((path): BlockedPath[] => {
    const entry = entries.get(path.slice(1));
    if (entry === undefined || entry.kind === 'directory') return [];
    return [{ path, kind: entry.kind === 'link' ? 'link' : 'file' }];
  });
  const occupied = [models, appRoot].filter((path) => tree.names(path).length > 0);
  return { blocked, occupied };
}
