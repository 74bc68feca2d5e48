import { formatFault } from '@package-model/core/errors';
import { parsePipLine } from '@package-model/core/package/environment/pip-requirement';
import type { Requirement } from '@package-model/core/package/environment/pip-requirement';
import {
  chooseServer,
  conflictFault,
} from '@package-model/core/package/environment/scoring-server';
import { serverReleases } from '@package-model/core/package/environment/server-releases';
import { describe, expect, test } from 'vitest';

const server = 'azureml-inference-server-http';

function requirements(...lines: readonly string[]): Requirement[] {
  return lines.map((text, index) => {
    const parsed = parsePipLine(text);
    const name = parsed.kind === 'requirement' ? parsed.name : undefined;
    return { name, text, place: { file: 'conda.yml', line: index + 5 } };
  });
}

describe('the scoring server', () => {
  test.each([
    ['3.7', [], ['~=0.8.4'], 'Python 3.7'],
    ['3.8', [], ['~=1.3.0'], 'Python 3.8'],
    ['3.9', [], ['~=1.5'], ''],
    ['3.12', [], ['~=1.5'], ''],
    [undefined, [], ['~=1.5'], ''],
    ['3.11', ['numpy==1.16.4', 'flask'], ['~=1.5'], ''],
    ['3.11', ['flask<3'], ['~=1.3.0'], 'flask<3 (conda.yml:5)'],
    ['3.11', ['pydantic==2.11.*'], ['==1.5.0'], 'pydantic==2.11.* (conda.yml:5)'],
    ['3.11', ['pydantic==1.10.2'], ['~=1.0.0'], 'pydantic==1.10.2 (conda.yml:5)'],
    ['3.11', ['werkzeug<3', 'pydantic>=2'], ['==1.2.1'], 'werkzeug<3 (conda.yml:5)'],
    ['3.7', ['pydantic==1.10.2'], ['~=0.8.4'], 'Python 3.7'],
    ['3.10', ['opentelemetry-sdk==1.20'], ['~=1.4.0'], 'opentelemetry-sdk==1.20 (conda.yml:5)'],
    ['3.11', ['jinja2==2.11.3'], ['==1.2.1'], 'jinja2==2.11.3 (conda.yml:5)'],
    ['3.11', ['flask<3; python_version < "3"'], ['~=1.5'], ''],
  ])('for Python %s and %j is %j', (python, lines, expected, reason) => {
    const choice = chooseServer(python, requirements(...lines));
    expect(choice).toMatchObject({ kind: 'chosen', reason });
    const [own] = choice.kind === 'chosen' ? choice.lines : [];
    expect([own]).toEqual(expected.map((text) => `${server}${text}`));
  });

  test('comes with the lines that its metadata forgets, unless the list has them', () => {
    const added = chooseServer('3.8', requirements('pydantic==1.10'));
    expect(added).toMatchObject({
      lines: [`${server}~=1.0.0`, 'setuptools<81'],
    });
    const listed = chooseServer('3.8', requirements('pydantic==1.10', 'setuptools==68'));
    expect(listed).toMatchObject({ lines: [`${server}~=1.0.0`] });
  });

  test('that is listed is kept, completed, and refused where it cannot run', () => {
    expect(chooseServer('3.11', requirements(`${server}==1.4.0`))).toMatchObject({ lines: [] });
    expect(chooseServer('3.11', requirements(`${server}==1.2.0`))).toMatchObject({
      lines: ['setuptools<81'],
    });
    expect(chooseServer('3.11', requirements(`${server}==9.0`))).toMatchObject({ lines: [] });
    const choice = chooseServer('3.8', requirements(`${server}==1.5.1`));
    expect(faultsOf(choice)).toEqual([
      `conda.yml:5: ${server}==1.5.1 does not run on this Python; write ${server}~=1.3.0, or leave the line out`,
    ]);
  });

  test('that no line allows is refused with both sides and their places', () => {
    const choice = chooseServer(
      '3.11',
      requirements('flask==3.0.3', 'pydantic==1.10', 'inference-schema[numpy-support]==1.0.2'),
    );
    expect(faultsOf(choice)).toEqual([
      expect.stringMatching(
        /^conda\.yml:6: pydantic==1\.10 is wanted here, the scoring server \(azureml-inference-server-http 1\.4\.0\) needs pydantic~=2\.9\.0, .+: write pydantic~=2\.9\.0, or leave/,
      ),
      expect.stringContaining('write inference-schema[numpy-support]~=1.8.0, or leave'),
    ]);
  });

  test('is known by releases that go from new to old', () => {
    const versions = serverReleases().map(({ version }) => version);
    const sorted = versions.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    expect(versions).toEqual(sorted);
  });
});

function faultsOf(choice: ReturnType<typeof chooseServer>): string[] {
  if (choice.kind === 'chosen') throw new Error(`chosen: ${choice.lines.join(' ')}`);
  return choice.conflicts.map((conflict) => formatFault(conflictFault(conflict)));
}
