import { win32 } from 'node:path';
import { parseImageReference, parseModelRegistry } from '@package-model/core/oci/reference';
import { readEntries } from '@package-model/steps/inputs/entries';
import { joinPath, relocateLocation } from '@package-model/steps/inputs/relocate';
import { runInputs } from '@package-model/steps/inputs/smoke-run';
import { parseInputs } from '@package-model/steps/parse-inputs';
import { registerModelInputs } from '@package-model/steps/register-model/inputs';
import { describe, expect, test } from 'vitest';
import { pathInWorkspace } from '../../../packages/host/src/github/annotations.ts';
import { childEnvironment } from '../../../packages/host/src/child-environment.ts';
import { findProgram, programFinder } from '../../../packages/host/src/runner.ts';

describe('paths with drive letters and backslashes', () => {
  test.each([
    ['dir:C:\\images\\m', 'C:\\images\\m', undefined],
    ['dir:C:\\images\\m:1.0', 'C:\\images\\m', '1.0'],
    ['dir:C:/images/m:1.0', 'C:/images/m', '1.0'],
    ['dir:\\\\server\\share\\m:1.0', '\\\\server\\share\\m', '1.0'],
    ['dir:..\\m:1.0', '..\\m', '1.0'],
  ])('%s names the folder %s', (text, path, tag) => {
    expect(parseImageReference(text)).toEqual({
      value: { location: { kind: 'layout', path }, ...(tag !== undefined && { tag }) },
    });
  });

  test('a model registry may be on any drive', () => {
    expect(parseModelRegistry('dir:D:\\models')).toEqual({
      value: { kind: 'layout', path: 'D:\\models' },
    });
  });

  test('of a file to mount the drive is no target', () => {
    const text = 'C:\\data\\a.csv:/data/a.csv, "D:\\b, c.csv:/data/b.csv"';
    const table = { 'test-files': runInputs['test-files'] };
    expect(parseInputs(table, { 'test-files': { text } }, String)['test-files']).toEqual([
      { source: 'C:\\data\\a.csv', target: '/data/a.csv' },
      { source: 'D:\\b, c.csv', target: '/data/b.csv' },
    ]);
  });

  test('stay as they are in inputs and lists', () => {
    const path = 'C:\\new\\table "x"\\0.bin';
    const raw = { 'model-name': { text: 'm' }, 'model-path': { text: path } };
    expect(parseInputs(registerModelInputs, raw, String)['model-path']).toBe(path);
    expect(readEntries('a=C:\\x\\y\r\nb=\\\\h\\s')).toEqual({
      value: ['a=C:\\x\\y', 'b=\\\\h\\s'],
    });
  });

  test('of a file that names them start at its folder unless they are whole', () => {
    expect(joinPath('models', 'a.bin', win32)).toBe('models/a.bin');
    for (const whole of ['C:\\a.bin', 'C:/a.bin', '\\\\h\\s\\a.bin', '/a.bin']) {
      expect(joinPath('models', whole, win32)).toBe(whole);
    }
    expect(relocateLocation('dir:C:\\out:1', 'models', win32)).toBe('dir:C:\\out:1');
    expect(relocateLocation('dir:out:1', 'models', win32)).toBe('dir:models/out:1');
  });

  test('of annotations have forward slashes and lie in the workspace', () => {
    const where = { workspace: 'D:\\a\\r\\r', workingDirectory: 'D:\\a\\r\\r\\m', path: win32 };
    expect(pathInWorkspace('src\\score.py', where)).toBe('m/src/score.py');
    expect(pathInWorkspace('C:\\score.py', where)).toBeUndefined();
    expect(pathInWorkspace('..\\..\\x.py', where)).toBeUndefined();
  });
});

describe('programs', () => {
  const there = (files: readonly string[]) => ({
    path: win32,
    isProgram: (path: string) => files.includes(win32.normalize(path).toLowerCase()),
  });
  const environment = { Path: 'C:\\Windows;C:\\Program Files\\Docker' };

  test('are found by Path, with blanks in folders and without their ending', () => {
    const machine = there(['c:\\program files\\docker\\docker.exe']);
    for (const name of ['docker', 'docker.exe']) {
      expect(findProgram(name, environment, 'D:\\work', machine)).toBe(
        'C:\\Program Files\\Docker\\docker.exe',
      );
    }
  });

  test('are never taken from the current folder, which an empty part of Path is no name of', () => {
    const machine = there(['d:\\work\\docker.exe', 'c:\\quoted\\docker.exe']);
    for (const path of ['C:\\Windows;', ';C:\\Windows', 'C:\\Windows;;""', '']) {
      expect(findProgram('docker', { Path: path }, 'D:\\work', machine)).toBeUndefined();
    }
    const quoted = { Path: ';"C:\\quoted";' };
    expect(findProgram('docker', quoted, 'D:\\work', machine)).toBe('C:\\quoted\\docker.exe');
  });

  test('are looked for by us on Windows only', () => {
    expect(programFinder('win32')).toBe(findProgram);
    expect(programFinder('linux')).toBeUndefined();
    expect(programFinder('darwin')).toBeUndefined();
  });

  test('are found by a path of their own', () => {
    const machine = there(['d:\\work\\tools\\docker.exe', 'c:\\x\\podman.exe']);
    expect(findProgram('tools\\docker', {}, 'D:\\work', machine)).toBe(
      'D:\\work\\tools\\docker.exe',
    );
    expect(findProgram('C:/x/podman', {}, 'D:\\work', machine)).toBe('C:/x/podman.exe');
  });

  test('are no scripts of other shells and no batch files, which need a shell', () => {
    const machine = there(['c:\\windows\\docker', 'c:\\windows\\docker.cmd']);
    expect(findProgram('docker', environment, 'D:\\work', machine)).toBeUndefined();
  });

  test('get no input and no token, in whatever case the variable is written', () => {
    const given = { Input_Token: 'x', Github_Token: 'x', Path: 'C:\\Windows' };
    expect(childEnvironment(given)).toEqual({ Path: 'C:\\Windows' });
  });
});
