import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { findingIds } from '@package-model/core/package/script/finding';
import { parseLook } from '@package-model/core/package/script/look-facts';
import { lookMarker } from '@package-model/core/package/script/look-program';
import { expect, test } from 'vitest';
import { findingsOf, scriptCases, scriptRequest, scripts } from './script-cases.ts';

/** A Python whose answer was recorded. */
async function recorded(name: string) {
  const files: unknown = JSON.parse(await readFile(path.join(scripts, name, 'facts.json'), 'utf8'));
  const answer = { version: '3.11.2', standard: null, installed: null, files };
  return parseLook(lookMarker + JSON.stringify(answer));
}

test.each(await scriptCases())('what is found in the project %s', async (name) => {
  const python = { where: 'a record', isImages: false, look: () => recorded(name) };
  const findings = await findingsOf(await scriptRequest(name), python);
  await expect(findings).toMatchFileSnapshot(path.join(scripts, name, 'findings.txt'));
});

test('every finding is in one of the projects and explained in the guide', async () => {
  const names = await scriptCases();
  const texts = names.map((name) => readFile(path.join(scripts, name, 'findings.txt'), 'utf8'));
  const found = (await Promise.all(texts)).join('');
  const guide = await readFile(path.join(scripts, '../../../docs/guides/entry-script.md'), 'utf8');
  for (const id of findingIds) {
    expect(found, id).toContain(`[${id}]`);
    expect(guide, id).toContain(`| \`${id}\``);
  }
});

test('without Python the text alone is read, and azureml.core seen', async () => {
  expect(await findingsOf(await scriptRequest('one-model'))).toBe('azureml.core is needed\n');
  expect(await findingsOf(await scriptRequest('nothing'))).toBe(
    [
      'fault: source/score.py:2: init() is defined inside a class or function; move it to module level, where the scoring server looks',
      'fault: source/score.py: the entry script defines no run() at module level; add it, the scoring server calls it',
      '',
    ].join('\n'),
  );
});
