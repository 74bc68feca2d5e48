import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const packages = join(root, 'packages');

/** Who may import whom, by package; tooling is the project's own and ships nowhere. */
const packageArrows: Readonly<Record<string, readonly string[]>> = {
  core: [],
  host: [],
  matchers: [],
  identity: ['core'],
  steps: ['core', 'host', 'matchers', 'identity'],
  cli: ['core', 'host', 'steps'],
  tooling: ['core', 'host', 'steps', 'cli'],
};

/** The same within core, by folder; `.` are the files beside the folders. */
const coreArrows: Readonly<Record<string, readonly string[]>> = {
  '.': [],
  files: ['.'],
  process: ['.'],
  http: ['.'],
  oci: ['.', 'files', 'process', 'http'],
  image: ['.', 'files', 'oci'],
  model: ['.', 'files', 'oci', 'image'],
  base: ['.', 'oci', 'image'],
  package: ['.', 'files', 'process', 'oci', 'image', 'model', 'base'],
  engine: ['.', 'files', 'process', 'http', 'oci'],
  smoke: ['.', 'files', 'http', 'oci', 'image', 'package', 'engine'],
};

/** The only files of core that touch the outside world in these ways (R6). */
const outside: readonly { readonly what: RegExp; readonly files: readonly string[] }[] = [
  { what: /node:child_process/, files: ['core/src/process/spawn.ts'] },
  {
    what: /from 'node:https?'|getBuiltinModule/,
    files: [
      'core/src/http/http.ts',
      'core/src/http/node-http.ts',
      'core/src/http/send.ts',
      'core/src/http/tunnel.ts',
      'core/src/http/by-proxy.ts',
    ],
  },
  { what: /(?<![.\w])fetch\(/, files: [] },
  {
    what: /Date\.now\(|setTimeout\(|Math\.random\(/,
    files: ['core/src/clock.ts', 'core/src/process/spawn.ts'],
  },
  { what: /(?<!child\.)process\.(?:env|exit|stdout|stderr)|console\./, files: [] },
];

type Import = { readonly from: string; readonly to: string };

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const specifiers = text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g);
  return [...specifiers].flatMap(([, specifier = '']) => {
    const to = resolveOwn(file, specifier);
    return to === undefined ? [] : [{ from: relative(packages, file), to: relative(packages, to) }];
  });
}

function resolveOwn(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return resolve(dirname(file), specifier);
  const own = /^@package-model\/([^/]+)(?:\/(.+))?$/.exec(specifier);
  if (own === null) return undefined;
  return join(packages, own[1] ?? '', 'src', `${own[2] ?? 'index'}.ts`);
}

const shipped = ['core', 'host', 'matchers', 'identity', 'steps', 'cli'];
const imports = Object.keys(packageArrows).flatMap((name) =>
  sources(join(packages, name, 'src')).flatMap(importsOf),
);

test('packages import only those that the design allows', () => {
  const forbidden = imports.filter(({ from, to }) => {
    const [own = '', other = ''] = [from.split('/')[0], to.split('/')[0]];
    return own !== other && packageArrows[own]?.includes(other) !== true;
  });
  expect(forbidden).toEqual([]);
});

test('folders of core import only those below them', () => {
  const folderOf = (path: string): string => {
    const parts = path.split('/').slice(2);
    return parts.length > 1 ? (parts[0] ?? '.') : '.';
  };
  const inside = imports.filter(
    ({ from, to }) => from.startsWith('core/') && to.startsWith('core/'),
  );
  const forbidden = inside.filter(({ from, to }) => {
    const [own, other] = [folderOf(from), folderOf(to)];
    return own !== other && coreArrows[own]?.includes(other) !== true;
  });
  expect(forbidden).toEqual([]);
});

test('no two files of a package import each other in a circle', () => {
  const graph = new Map<string, string[]>();
  for (const file of shipped.flatMap((name) => sources(join(packages, name, 'src')))) {
    const text = readFileSync(file, 'utf8');
    const values = [...text.matchAll(/^(?:import|export) [^;]*?from '([^']+)'/gms)];
    const targets = values.flatMap(([, specifier = '']) => resolveOwn(file, specifier) ?? []);
    graph.set(file, targets);
  }
  expect(findCircle(graph)?.map((file) => relative(packages, file))).toBeUndefined();
});

function findCircle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const circle = walk(next, [...path, file]);
      if (circle !== undefined) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const circle = walk(file, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

test.each(outside)('only the named files of core match $what', ({ what, files }) => {
  const found = sources(join(packages, 'core/src'))
    .filter((file) => what.test(withoutComments(readFileSync(file, 'utf8'))))
    .map((file) => relative(packages, file));
  expect(found.filter((file) => !files.includes(file))).toEqual([]);
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}

test('every dependency that the design names is imported by code that ships', () => {
  const names = [
    '@actions/attest',
    '@actions/core',
    '@actions/exec',
    '@actions/tool-cache',
    '@azure/identity',
    '@cfworker/json-schema',
    'azure-pipelines-task-lib',
    'docker-file-parser',
    'jsonpath-rfc9535',
    'zod',
  ];
  const text = shipped
    .flatMap((name) => sources(join(packages, name, 'src')))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const missing = names.filter((name) => !new RegExp(`'${name}(?:/[^']*)?'`).test(text));
  expect(missing).toEqual([]);
});
