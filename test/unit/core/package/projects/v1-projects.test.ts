/**
 * The corpus of v1 projects: what comes of each is a golden file, `expected.json`. When a change is
 * meant to move them, write them anew and read the diff:
 *
 *     UPDATE_GOLDENS=1 npx vitest run --project unit test/unit/core/package/projects
 */
import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectsFolder, readProject, runProject } from './run-project.ts';

const update = process.env['UPDATE_GOLDENS'] === '1';
const names = readdirSync(projectsFolder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .toSorted();

describe('a v1 project', () => {
  test.each(names)('gives the same plan or the same faults as ever: %s', async (name) => {
    const project = await readProject(name);
    const outcomes = await runProject(project);
    const text = `${JSON.stringify(outcomes, null, 2)}\n`;
    const golden = path.join(projectsFolder, name, 'expected.json');
    if (update) await writeFile(golden, text);
    expect(text).toBe(await readFile(golden, 'utf8'));
  });

  test('never gives away a secret that its files hold', async () => {
    const canary = 'c4n4ry';
    const holders: string[] = [];
    for (const name of names) {
      const folder = path.join(projectsFolder, name);
      const files = await readdirText(path.join(folder, 'repo'));
      if (files.some((text) => text.includes(canary))) holders.push(name);
      expect(await readFile(path.join(folder, 'expected.json'), 'utf8')).not.toContain(canary);
    }
    expect(holders.length).toBeGreaterThan(1);
  });
});

describe('the corpus', () => {
  test('names each of its projects in its README, with where the shape comes from', async () => {
    const readme = await readFile(path.join(projectsFolder, 'README.md'), 'utf8');
    const listed = [...readme.matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1]);
    expect(listed).toEqual(names);
    expect(names.length).toBeGreaterThanOrEqual(25);
  });

  test('keeps its odd bytes: CRLF and byte order marks', async () => {
    const crlf = await readFile(path.join(projectsFolder, 'json-crlf/repo/inferenceconfig.json'));
    expect(crlf.toString('utf8')).toContain('\r\n');
    const bom = await readFile(path.join(projectsFolder, 'json-bom/repo/inferenceconfig.json'));
    expect([...bom.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  });
});

async function readdirText(folder: string): Promise<string[]> {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map((entry) => readFile(path.join(entry.parentPath, entry.name), 'utf8')),
  );
}
