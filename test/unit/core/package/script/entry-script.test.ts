import path from 'node:path';
import { formatFault } from '@package-model/core/errors';
import { checkEntryScript, checkScriptName } from '@package-model/core/package/script/entry-script';
import { readPython } from '@package-model/core/package/script/python-source';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordingLog } from '../recording-log.ts';
import { temporaryFolder } from '../temporary-folder.ts';

async function check(text: string | Uint8Array, name = 'score.py') {
  const folder = await temporaryFolder({ [name]: text });
  const log = recordingLog();
  const script = { path: path.join(folder, name), shownAs: name };
  const faults = [...checkScriptName(name), ...(await checkEntryScript(script, log))];
  return { faults: faults.map(formatFault), log };
}

describe('scripts that are fine', () => {
  test.each([
    'def init():\n  pass\ndef run(data):\n  return data\n',
    'async def run(data): ...\ninit = lambda: None\n',
    'from impl import (\n    init,  # here\n    score as run,\n)\n',
    'import impl as init; import impl as run',
    'init, run = make()\n',
    'init: Callable = a\nrun = b\n',
    'try:\n  from a import init\nexcept ImportError:\n  def init(): pass\nif x:\n\tdef run(d): pass\n',
    'def init():\r\n  """doc\r\n  """\r\n  global m\r\n\r\n@input_schema("data", x)\r\ndef run(data):\r\n  return 1\r\n',
    'x = {"a": f\'{b["c"]}\'}\ndef init(): pass\ndef run(data): pass\n',
    '\uFEFFdef init(): pass\ndef run(data): pass\n',
  ])('%j', async (text) => {
    expect((await check(text)).faults).toEqual([]);
  });
});

describe('scripts that are not', () => {
  test('are told what they lack, strings and comments not counted', async () => {
    const text =
      '"""\ndef init():\n"""\n# def run(data):\nx = "def run(data):"\nprint(a, init=3)\n';
    expect((await check(text)).faults).toEqual([
      'score.py: the entry script defines no init() at module level; add it, the scoring server calls it',
      'score.py: the entry script defines no run() at module level; add it, the scoring server calls it',
    ]);
  });

  test('are told the line of a function that is nested', async () => {
    const text = 'def init():\n  pass\n\nclass Model:\n  def run(self, data):\n    pass\n';
    expect((await check(text)).faults).toEqual([
      'score.py:5: run() is defined inside a class or function; move it to module level, where the scoring server looks',
    ]);
  });

  test.each([
    ['def init(): pass\nx = """never\n', 'score.py:2: this is not valid Python: a string is never'],
    ['x = (1,\ndef init(): pass\n', 'score.py:1: this is not valid Python: ( is never closed'],
    ['\0', 'score.py: this is no Python source'],
  ])('%j is broken', async (text, message) => {
    expect((await check(text)).faults[0]).toContain(message);
  });

  test.each([
    ['my-score.py', 'rename it, for example to my_score.py'],
    ['1score.py', 'rename it, for example to _1score.py'],
    ['class.py', 'rename it, for example to class_script.py'],
    ['score.txt', 'an entry script is a .py file'],
  ])('%s has a name Python cannot import', async (name, message) => {
    const { faults } = await check('def init(): pass\ndef run(data): pass\n', name);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(message);
  });

  test('that are missing or not UTF-8 are named', async () => {
    const missing = { path: '/nowhere/score.py', shownAs: 'score.py' };
    await expect(checkEntryScript(missing, recordingLog())).rejects.toThrow(
      'score.py: there is no',
    );
    await expect(check(Buffer.from([0xff]))).rejects.toThrow('score.py: this file is not UTF-8');
  });
});

test('warns of results that are encoded twice', async () => {
  const { faults, log } = await check(
    'import json\ndef init(): pass\ndef run(data):\n  # return json.dumps(1)\n  return json.dumps({})\n',
  );
  expect(faults).toEqual([]);
  expect(log.warnings.map((warning) => warning.place)).toEqual([{ file: 'score.py', line: 5 }]);
});

test('warns, and does not refuse, where an import of everything may bring the functions', async () => {
  const { faults, log } = await check('from impl import *\n');
  expect(faults).toEqual([]);
  expect(log.warnings[0]?.line).toContain('init() and run() must come from this import');
});

test('reads any text to its end', () => {
  const unit = fc.constantFrom(...'ab =\'"#\\\n()[]{};:\t'.split(''));
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
      for (const { line } of readPython(text).lines) {
        expect(line).toBeLessThanOrEqual(text.split('\n').length);
      }
    }),
  );
});
