import { readPipConflict } from '@package-model/core/engine/pip-conflict';
import { describe, expect, test } from 'vitest';

const start =
  'ERROR: Cannot install -r r.txt (line 2) and flask<3 because these package versions have conflicting dependencies.\n\n';
const end =
  '\n\nTo fix this you could try to:\n1. loosen the range\n\nERROR: ResolutionImpossible: for help visit https://pip.pypa.io\n';

function conflict(...lines: readonly string[]) {
  const listed = lines.map((line) => `    ${line}`).join('\n');
  return readPipConflict(`${start}The conflict is caused by:\n${listed}${end}`);
}

describe("pip's account of a conflict", () => {
  test('names both sides, of each package the newest release', () => {
    const found = conflict(
      'The user requested flask<3',
      'azureml-inference-server-http 1.5.1 depends on flask~=3.1.0',
      'The user requested flask<3',
      'azureml-inference-server-http 1.5.0 depends on flask~=3.1.0',
    );
    expect(found).toEqual({
      name: 'flask',
      claims: [
        { wants: 'flask<3' },
        { by: 'azureml-inference-server-http 1.5.1', wants: 'flask~=3.1.0' },
      ],
    });
  });

  test('takes the package that several want, whoever wants it', () => {
    const found = conflict(
      'one 1.0 depends on other>=1',
      'one 1.0 depends on Shared_Part<2',
      'two 2.0 depends on shared-part>=2; python_version > "3"',
    );
    expect(found?.name).toBe('shared-part');
    expect(found?.claims.map(({ by }) => by)).toEqual(['one 1.0', 'two 2.0']);
  });

  test('reads Windows line ends and constraints', () => {
    const text = `The conflict is caused by:\r\n    The user requested (constraint) a==1\r\n    b 2 depends on a>1\r\n\r\n`;
    expect(readPipConflict(text)?.claims).toEqual([{ wants: 'a==1' }, { by: 'b 2', wants: 'a>1' }]);
  });

  test.each([
    'ERROR: No matching distribution found for nothing',
    'no such option: --dry-run',
    'The conflict is caused by:\n    The user requested a\n\n',
    '',
  ])('is none in %j', (text) => {
    expect(readPipConflict(text)).toBeUndefined();
  });
});
