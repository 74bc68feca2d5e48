import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundle } from '../../../packages/tooling/src/bundle.ts';
import type { Bundle } from '../../../packages/tooling/src/bundle.ts';
import { sharedEntries, taskEntries } from '../../../packages/tooling/src/entries.ts';
import { surfaces } from '../../../packages/tooling/src/surfaces.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Tools of the makers and of tests, which no user needs. */
const NOWHERE = [
  'playwright',
  'puppeteer',
  'vitest',
  'vite',
  'rolldown',
  'esbuild',
  'typescript',
  'prettier',
  'oxlint',
  'fast-check',
  'dockerfile-ast',
  'handlebars',
  'tfx-cli',
  'source-map-support',
];

/** What signs on GitHub, which Azure Pipelines has no use for. */
const SIGNING = ['@actions/attest', '@actions/github', '@sigstore/sign', 'jose'];

/** SDKs and HTTP clients that only a few runs need: never on the way to checked inputs. */
const LAZY = [
  '@azure/',
  '@sigstore/',
  '@octokit/',
  '@actions/attest/',
  '@actions/github/',
  '@actions/http-client/',
  '@actions/tool-cache/',
  'jose/',
  'make-fetch-happen/',
  'undici/',
];

function packagesIn(modules: Iterable<string>): Set<string> {
  const names = [...modules].flatMap((module) => {
    const inside = module.split('node_modules/').at(-1) ?? '';
    const parts = inside.split('/');
    if (inside === module) return [];
    return [parts.slice(0, inside.startsWith('@') ? 2 : 1).join('/')];
  });
  return new Set(names);
}

/** Modules of a file and of all that it imports at once. */
function atOnce(built: Bundle, name: string): string[] {
  const seen = new Set([name]);
  for (const one of seen) for (const more of built.files.get(one)?.imports ?? []) seen.add(more);
  return [...seen].flatMap((one) => built.files.get(one)?.modules ?? []);
}

describe.each([
  ['the command line and the actions', sharedEntries(), ['azure-pipelines-task-lib']],
  ...surfaces.map(
    (surface) => [`the task of ${surface.step.name}`, taskEntries(surface), SIGNING] as const,
  ),
] as const)('%s', (_, entries, strangers) => {
  let built: Bundle;
  beforeAll(async () => {
    built = await bundle(entries, root);
  }, 60_000);

  test('have nothing of the tools they are made with', () => {
    const packages = packagesIn(built.modules);
    expect([...NOWHERE, ...strangers].filter((name) => packages.has(name))).toEqual([]);
    expect([...packages].filter((name) => name.startsWith('@package-model/tooling'))).toEqual([]);
  });

  test('load no SDK and no HTTP client at once', () => {
    for (const entry of Object.keys(entries)) {
      const modules = atOnce(built, `${entry}.js`);
      for (const name of LAZY) {
        expect(modules.filter((module) => module.includes(`node_modules/${name}`))).toEqual([]);
      }
    }
  });

  test("have the runner's HTTP client for the fetching of tools and for signing alone", () => {
    const own = (name: string) =>
      (built.files.get(name)?.modules ?? []).filter((module) => !module.includes('node_modules/'));
    const files = [...built.files.keys()].filter((name) =>
      atOnce(built, name).some((module) => module.includes('node_modules/undici/')),
    );
    const ours = files.flatMap(own).filter((module) => module.includes('/packages/'));
    expect(ours.filter((module) => !module.endsWith('/host/src/github/attest.ts'))).toEqual([]);
    for (const name of files) {
      const modules = atOnce(built, name).join('\n');
      const isShared = [...(built.files.get(name)?.modules ?? [])].every((module) =>
        /node_modules\/(undici|tunnel|@actions\/http-client)\/|\0/.test(module),
      );
      expect(isShared || /\/@actions\/(tool-cache|attest)\//.test(modules), name).toBe(true);
    }
  });
});
