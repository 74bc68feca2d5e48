import type { ImageTree } from './image-tree.ts';

/** The Python that a container of the image finds first on its PATH. */
export type PythonFacts = {
  /** As the shell finds it: `/usr/local/bin/python3`. */
  readonly executable: string;
  /** `3.11.2`; `3.11` where no file tells the rest. */
  readonly version?: string;
  /** Where its packages lie, without the leading slash. */
  readonly prefix: string;
  readonly pip: boolean;
  readonly ensurepip: boolean;
  readonly venv: boolean;
  /** True when the distribution forbids pip outside a virtual environment (PEP 668). */
  readonly externallyManaged: boolean;
};

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const COMMANDS = ['python3', 'python'] as const;

/** The first Python 3 on the image's PATH, as `python3` or `python`; undefined when there is none. */
export function findPython(
  tree: ImageTree,
  env: readonly string[],
  packages: ReadonlyMap<string, string>,
): PythonFacts | undefined {
  const folders = pathOf(env);
  for (const command of COMMANDS) {
    for (const folder of folders) {
      const path = `${folder.replace(/\/+$/, '')}/${command}`;
      const found = tree.at(path);
      if (found?.entry.kind !== 'file' || !found.entry.executable) continue;
      const facts = describe(tree, { executable: path, real: found.path }, packages);
      if (facts !== undefined) return facts;
    }
  }
  return undefined;
}

/** The folders of the image's PATH. */
export function pathOf(env: readonly string[]): string[] {
  const line = env.findLast((entry) => entry.startsWith('PATH='));
  const text = line === undefined ? DEFAULT_PATH : line.slice('PATH='.length);
  return text.split(':').filter((folder) => folder.startsWith('/'));
}

type Found = { readonly executable: string; readonly real: string };

function describe(
  tree: ImageTree,
  { executable, real }: Found,
  packages: ReadonlyMap<string, string>,
): PythonFacts | undefined {
  const home = prefixOf(real);
  const own = tree.at(prefixOf(executable))?.path ?? prefixOf(executable);
  const venv = tree.text(`${own}/pyvenv.cfg`);
  const prefix = venv === undefined ? home : own;
  const minor = minorOf(tree, home, real);
  if (minor !== undefined && !minor.startsWith('3.')) return undefined;
  const version = versionOf(tree, { home, minor, venv }, packages) ?? minor;
  const library = `${home}/lib/python${minor ?? '3'}`;
  const shared = home === 'usr' ? 'usr/lib/python3' : library;
  return {
    executable,
    ...(version === undefined ? {} : { version }),
    prefix,
    pip: distributions(tree, { prefix, minor }).has('pip'),
    ensurepip: isThere(tree, `${library}/ensurepip/__init__.py`),
    venv: isThere(tree, `${library}/venv/__init__.py`),
    externallyManaged:
      venv === undefined &&
      [library, shared].some((folder) => isThere(tree, `${folder}/EXTERNALLY-MANAGED`)),
  };
}

type Where = {
  readonly home: string;
  readonly minor: string | undefined;
  readonly venv: string | undefined;
};

function versionOf(
  tree: ImageTree,
  { home, minor, venv }: Where,
  packages: ReadonlyMap<string, string>,
): string | undefined {
  const header = tree.text(`${home}/include/python${minor ?? '3'}/patchlevel.h`);
  const stated = /^#define\s+PY_VERSION\s+"(?<version>[^"]+)"/m.exec(header ?? '');
  if (stated?.groups?.['version'] !== undefined) return stated.groups['version'];
  const conda = condaPackage(tree, home, 'python');
  if (conda !== undefined) return conda;
  if (home === 'usr' && minor !== undefined) {
    const debian = packages.get(`python${minor}-minimal`) ?? packages.get(`python${minor}`);
    if (debian !== undefined) return upstreamVersion(debian);
  }
  return /^version(?:_info)?\s*=\s*(?<version>\d+\.\d+\.\d+)/m.exec(venv ?? '')?.groups?.[
    'version'
  ];
}

function minorOf(tree: ImageTree, home: string, real: string): string | undefined {
  const named = /python(?<minor>\d\.\d+)$/.exec(real)?.groups?.['minor'];
  if (named !== undefined) return named;
  if (real.endsWith('python2')) return '2';
  const minors = tree
    .names(`${home}/lib`)
    .flatMap((name) => /^python(?<minor>3\.\d+)$/.exec(name)?.groups?.['minor'] ?? []);
  return minors.length === 1 ? minors[0] : undefined;
}

/** The version of a package in a conda environment, by the name of its record. */
export function condaPackage(tree: ImageTree, prefix: string, name: string): string | undefined {
  const pattern = new RegExp(`^${name}-(?<version>\\d[^-]*)-[^-]+\\.json$`);
  for (const record of tree.names(`${prefix}/conda-meta`)) {
    const version = pattern.exec(record)?.groups?.['version'];
    if (version !== undefined) return version;
  }
  return undefined;
}

/** Versions of the Python packages below a prefix by their normalised names. */
export function distributions(
  tree: ImageTree,
  { prefix, minor }: { readonly prefix: string; readonly minor: string | undefined },
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const roots = prefix === 'usr' ? ['usr', 'usr/local'] : [prefix];
  const folders = roots.flatMap((root) => [
    `${root}/lib/python${minor ?? '3'}/site-packages`,
    `${root}/lib/python${minor ?? '3'}/dist-packages`,
    `${root}/lib/python3/dist-packages`,
  ]);
  for (const name of folders.flatMap((folder) => tree.names(folder))) {
    const parts = /^(?<name>[^-]+)-(?<version>[^-]+)(?:-py[\d.]+)?\.(?:dist|egg)-info$/.exec(name);
    const { name: project, version } = parts?.groups ?? {};
    if (project === undefined || version === undefined) continue;
    found.set(project.toLowerCase().replaceAll(/[-_.]+/g, '-'), version);
  }
  return found;
}

/** `3.11.2` of Debian's `1:3.11.2-6+deb12u3`. */
export function upstreamVersion(debian: string): string {
  return debian
    .replace(/^\d+:/, '')
    .replace(/-[^-]*$/, '')
    .replace(/~|\+.*$/g, '');
}

function isThere(tree: ImageTree, path: string): boolean {
  return tree.at(path) !== undefined;
}

/** `usr` of `/usr/bin/python3`. */
function prefixOf(path: string): string {
  return path.replace(/^\/+/, '').split('/').slice(0, -2).join('/');
}
