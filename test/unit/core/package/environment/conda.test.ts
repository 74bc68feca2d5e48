import { parseConda } from '@package-model/core/package/environment/conda';
import { parseCondaSpec } from '@package-model/core/package/environment/conda-spec';
import { parseConfigText } from '@package-model/core/package/config/config-file';
import { parsePipLine } from '@package-model/core/package/environment/pip-requirement';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordingLog } from '../recording-log.ts';

async function parse(yaml: string) {
  const log = recordingLog();
  const config = await parseConfigText(yaml, 'conda.yml');
  return { log, result: parseConda({ config, path: [] }, log) };
}

describe('conda specifications', () => {
  test.each([
    ['numpy', 'numpy', ''],
    ['numpy=1.2', 'numpy', '==1.2.*'],
    ['numpy = 1.2', 'numpy', '==1.2.*'],
    ['numpy==1.2', 'numpy', '==1.2'],
    ['numpy 1.2', 'numpy', '==1.2'],
    ['numpy 1.2.*', 'numpy', '==1.2.*'],
    ['numpy=1.2*', 'numpy', '==1.2.*'],
    ['numpy>=1.2,<2', 'numpy', '>=1.2,<2'],
    ['numpy >=1.2, <2', 'numpy', '>=1.2,<2'],
    ['numpy!=1.2.*', 'numpy', '!=1.2.*'],
    ['numpy~=1.2', 'numpy', '~=1.2'],
    ['NumPy *', 'numpy', ''],
    ['conda-forge::scikit-learn=1.4', 'scikit-learn', '==1.4.*'],
    ['numpy=1.26.4=py311h64a7726_0', 'numpy', '==1.26.4'],
    ['numpy 1.26.4 py311_0', 'numpy', '==1.26.4'],
    ['torch=2.1.0rc1', 'torch', '==2.1.0rc1.*'],
  ])('reads %j', (text, name, version) => {
    expect(parseCondaSpec(text)).toMatchObject({ name, version });
  });

  test.each(['numpy=1.2|=1.3', 'numpy[version=1]', 'openssl=1.1.1k', '=1', ''])(
    'leaves %j to conda',
    (text) => {
      expect(parseCondaSpec(text)).toBeUndefined();
    },
  );

  test('never throws and never lets a blank or a quote into a version', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const spec = parseCondaSpec(text);
        if (spec !== undefined) expect(spec.version).toMatch(/^[0-9a-z.,=<>!~*]*$/);
      }),
    );
  });
});

describe('conda environments', () => {
  test('move to pip by a rule that is printed', async () => {
    const { log, result } = await parse(`
name: x
channels: [conda-forge]
dependencies:
  - python=3.10.4
  - pip
  - conda-forge::pytorch=2.1
  - numpy=1.26.4=py310_0
  - pandas
  - pip:
      - Pandas==2.1.0  # ours
      - inference-schema[numpy-support]>=1.8; python_version < "3.12"
variables:
  A: 1
`);
    expect(result.pythonVersion).toBe('3.10');
    expect(result.pip).toEqual([
      'torch==2.1.*',
      'numpy==1.26.4',
      'Pandas==2.1.0',
      'inference-schema[numpy-support]>=1.8; python_version < "3.12"',
      'azureml-inference-server-http~=1.5',
    ]);
    expect(result.variables).toEqual({ A: '1' });
    expect(log.infos).toEqual(result.notes);
    expect(log.infos).toContain(
      "conda's conda-forge::pytorch=2.1 is installed by pip as torch==2.1.*, without channel conda-forge.",
    );
    expect(log.infos.join('\n')).toContain('without build py310_0');
  });

  test('replace azureml-defaults by the server', async () => {
    const { result } = await parse(
      'dependencies: [{pip: [azureml-defaults==1.30, azureml_inference.server-http==1.4.0]}]',
    );
    expect(result.pip).toEqual(['azureml_inference.server-http==1.4.0']);
    const alone = await parse('dependencies: [python=3.8, {pip: [azureml-defaults]}]');
    expect(alone.result.pip).toEqual(['azureml-inference-server-http~=1.3.0']);
    expect(alone.result.notes[0]).toContain('azureml-defaults is replaced by');
  });

  test('hold only the server when none is named', () => {
    const log = recordingLog();
    expect(parseConda(undefined, log).pip).toEqual(['azureml-inference-server-http~=1.5']);
    expect(log.infos[0]).toContain('is added');
  });

  test('may stand as JSON inside an inference configuration', async () => {
    const text = '{"c": {"name": "x",\n "dependencies": [\n"zlib"]}}';
    const config = await parseConfigText(text, 'inferenceconfig.json');
    expect(() => parseConda({ config, path: ['c'] }, recordingLog())).toThrow(
      /^inferenceconfig\.json:3:1 \(c\.dependencies\[0\]\): the conda package zlib has no known/,
    );
  });

  test('report all faults together, each with its line', async () => {
    const parsing = parse(`dependencies:
  - r-base
  - pandaz
  - numpy=1|2
  - pip:
      - --extra-index-url https://user:hunter2@host/simple
      - -r more.txt
      - -e .
      - https://user:hunter2@host/x.whl
      - https://host/x.whl?sig=hunter2
      - ./local.whl
      - numpy; rm -rf $HOME
`);
    const error: unknown = await parsing.catch((caught: unknown) => caught);
    const text = String(error);
    expect(text).toContain('conda.yml:2:5 (dependencies[0]): the conda package r-base');
    expect(text).toContain('did you mean pandas?');
    expect(text).toContain('conda.yml:4:5');
    expect(text).toContain('pip-extra-index-url');
    expect(text).toContain('includes another file with -r');
    expect(text).toContain('installs a folder with -e');
    expect(text).toContain('conda.yml:9:9');
    expect(text.match(/URL with credentials/g)).toHaveLength(2);
    expect(text).toContain('is a path');
    expect(text).toContain('is not a requirement pip can install');
    expect(text).not.toContain('hunter2');
  });

  test.each([
    ['dependencies: numpy', 'dependencies must be a list, not text'],
    ['dependencies: [{npm: [a]}]', 'dependencies[0]'],
    ['[]', 'this file must be an object, not a list'],
  ])('refuse %j', async (yaml, message) => {
    await expect(parse(yaml)).rejects.toThrow(message);
  });

  test('warn of keys that are not known', async () => {
    const { log } = await parse('dependancies: [numpy]');
    expect(log.warnings[0]?.line).toContain('did you mean dependencies?');
  });
});

describe('pip lines', () => {
  test.each([
    ['numpy', 'requirement'],
    ['numpy == 1.2, < 2', 'requirement'],
    ['numpy (>=1.2)', 'requirement'],
    ['x @ git+https://host/o/r@main#egg=x', 'url'],
    ['https://host/x-1.0-py3-none-any.whl', 'url'],
    ['http://host/x.whl', 'refused'],
    ['# nothing', 'empty'],
    ['numpy\n-r x', 'refused'],
    ['numpy --hash=sha256:aa', 'refused'],
    ['${EVIL}', 'refused'],
  ])('reads %j as %s', (line, kind) => {
    expect(parsePipLine(line).kind).toBe(kind);
  });

  test('let nothing through that has a second line or starts like an option', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab1-=<>;[]@:/ \n\r"\'$\\'.split('')) }),
        (line) => {
          const parsed = parsePipLine(line);
          if (parsed.kind !== 'requirement' && parsed.kind !== 'url') return;
          expect(parsed.text).toMatch(/^[A-Za-z0-9][^\r\n$\\]*$/);
        },
      ),
    );
  });
});
