import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCases } from '@package-model/core/smoke/cases/read-cases';
import { compilePath } from '@package-model/matchers/json-path';
import { compileSchema } from '@package-model/matchers/json-schema';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../package/temporary-folder.ts';

/* Case files that are wrong in every way we could think of: each is refused with its position. */

const loadMatchers = async () => ({ compilePath, compileSchema });

async function refusal(text: string | Uint8Array, name = 'cases.yaml'): Promise<string> {
  const folder = await temporaryFolder({ [name]: text });
  await mkdir(join(folder, 'folder'));
  await writeFile(join(folder, 'schema.json'), '{"type": 7}');
  return readCases(join(folder, name), { shownAs: name, loadMatchers }).then(
    () => 'it was accepted',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/** The wrong line is the third; the first two are good. */
const wrap = (line: string): string => `- name: one\n  request: {x: 1}\n  ${line}\n`;

describe('a wrong line of a case is named with file, line and column:', () => {
  test.each([
    ['nonsense: 1', 'nonsense'],
    ['Expect: {}', 'Expect'],
    ['name: ""', 'name'],
    ['expect: 200', 'expect'],
    ['expect: []', 'expect'],
    ['expect: {stauts: 200}', 'stauts'],
    ['expect: {status: 99}', 'status'],
    ['expect: {status: 600}', 'status'],
    ['expect: {status: "200"}', 'status'],
    ['expect: {status: 2XX}', 'status'],
    ['expect: {status: []}', 'status'],
    ['expect: {status: 200.5}', 'status'],
    ['expect: {headers: [a]}', 'headers'],
    ['expect: {headers: {a: {match: b}}}', 'match'],
    ['expect: {headers: {a: {matches: "("}}}', 'matches'],
    ['expect: {matches: "("}', 'matches'],
    ['expect: {matches: []}', 'matches'],
    ['expect: {contains: ""}', 'contains'],
    ['expect: {contains: 7}', 'contains'],
    ['expect: {text: 7}', 'text'],
    ['expect: {json-schema: {type: 7}}', 'json-schema'],
    ['expect: {json-schema: schema.json}', 'json-schema'],
    ['expect: {json-schema: nowhere.json}', 'json-schema'],
    ['expect: {json-schema: {$ref: "http://127.0.0.1:9/x"}}', 'json-schema'],
    ['expect: {jsonpath: "$["}', 'jsonpath'],
    ['expect: {jsonpath: {path: "$["}}', 'path'],
    ['expect: {jsonpath: {path: $.a, equal: 1}}', 'equal'],
    ['expect: {jsonpath: []}', 'jsonpath'],
    ['expect: {jsonpath: {path: $.a, count: -1}}', 'count'],
    ['expect: {jsonpath: {path: $.a, matches: "["}}', 'matches'],
    ['expect: {tolerance: -1}', 'tolerance'],
    ['expect: {tolerance: .nan}', 'tolerance'],
    ['expect: {tolerance: {relativ: 1}}', 'relativ'],
    ['expect: {tolerance: "1%"}', 'tolerance'],
    ['expect: {sha256: abc}', 'sha256'],
    ['expect: {bytes-file: nowhere.bin}', 'bytes-file'],
    ['expect: {bytes-file: folder}', 'bytes-file'],
    ['expect: {max-latency-ms: 0}', 'max-latency-ms'],
    ['expect: {max-latency-ms: fast}', 'max-latency-ms'],
    ['repeat: 0', 'repeat'],
    ['repeat: 10001', 'repeat'],
    ['repeat: 1.5', 'repeat'],
    ['warm-up: -1', 'warm-up'],
    ['order: first', 'order'],
    ['order: .inf', 'order'],
    ['method: FETCH', 'method'],
    ['method: post', 'method'],
    ['content-type: json', 'content-type'],
    ['content-type: "text/plain\\r\\nx: y"', 'content-type'],
  ])('%s', async (line, key) => {
    const message = await refusal(wrap(line));
    expect(message).toMatch(/^cases\.yaml:3:\d+/);
    expect(message).toContain(key);
  });
});

describe('a wrong request is named with file, line and column:', () => {
  test.each([
    ['request: {path: score, json: 1}', 'path'],
    ['request: {path: //other.example/score, json: 1}', 'path'],
    ['request: {path: "/a b", json: 1}', 'path'],
    ['request: {method: FETCH, json: 1}', 'method'],
    ['request: {method: POST}', 'sends nothing'],
    ['request: {path: /score, json: 1, text: a}', 'exclude each other'],
    ['request: {path: /score, base64: "*"}', 'base64'],
    ['request: {path: /score, file: nowhere.bin}', 'nowhere.bin'],
    ['request: {path: /score, file: folder}', 'folder'],
    ['request: {path: /score, file: ""}', 'file'],
    ['request: {path: /score, text: a, headers: {"a b": c}}', 'a b'],
    ['request: {path: /score, text: a, headers: {Content-Length: 1}}', 'Content-Length'],
    ['request: {path: /score, text: a, headers: {x: "a\\r\\nb: c"}}', 'x'],
    ['request: {path: /score, text: a, headers: {x: 1, X: 2}}', 'twice'],
    ['request: {path: /score, multipart: {}}', 'empty'],
    ['request: {path: /score, multipart: {parts: 1}}', 'parts'],
    ['request: {path: /score, multipart: {files: {a: {fil: b}}}}', 'fil'],
    ['body-file: nowhere.bin', 'nowhere.bin'],
    ['body: 7', 'body'],
    ['{}', ''],
    ['name: only', 'sends nothing'],
  ])('%s', async (line, text) => {
    const message = await refusal(`cases:\n- name: good\n  request: {x: 1}\n- ${line}\n`);
    expect(message).toMatch(/^cases\.yaml:4:\d+/);
    expect(message).toContain(text);
  });
});

describe('a file that is none at all is refused:', () => {
  test.each<readonly [string, string | Uint8Array, RegExp]>([
    ['empty', '', /^cases\.yaml/],
    ['only a comment', '# nothing\n', /^cases\.yaml/],
    ['a word', 'hello', /^cases\.yaml:1:1/],
    ['a number', '7', /^cases\.yaml:1:1/],
    ['null', 'null', /^cases\.yaml/],
    ['an empty list', '[]', /^cases\.yaml:1:1/],
    ['a list of words', '[a, b]', /^cases\.yaml:1:2[\s\S]*cases\.yaml:1:5/],
    ['cases that are none', 'cases: 7', /^cases\.yaml:1:\d/],
    ['an open bracket', '- {name: a', /^cases\.yaml:\d+:\d+/],
    ['a tab', '-\tname: a\n\trequest: 1', /^cases\.yaml:\d+:\d+/],
    ['a key twice', '- {name: a, name: b, request: 1}', /^cases\.yaml:1:\d+/],
    ['two documents', '- request: 1\n---\n- request: 2', /^cases\.yaml:\d+:\d+/],
    ['an alias to nowhere', '- request: *x', /^cases\.yaml:1:\d+/],
    ['octets', Buffer.from([0xff, 0x00, 0x80, 0x9f]), /^cases\.yaml/],
    ['UTF-16', Buffer.from('\uFEFF- request: 1', 'utf16le'), /^cases\.yaml/],
    ['very deep', '['.repeat(10_000), /^cases\.yaml/],
    ['a billion laughs', laughs(), /^cases\.yaml/],
    ['two names alike', '- {name: a, request: 1}\n- {name: a, request: 2}', /name a/],
  ])('%s', async (_, text, message) => {
    expect(await refusal(text)).toMatch(message);
  });

  test('JSON with a comma too many has the place of the comma', async () => {
    expect(await refusal('[\n  {"request": 1,},\n]', 'cases.json')).toMatch(/^cases\.json:2:\d+/);
  });

  test('a thousand wrong cases are told as one error of bounded length', async () => {
    const message = await refusal('- {request: 1, expect: {status: 0}}\n'.repeat(5000));
    expect(message.split('\n').length).toBeLessThan(300);
    expect(message).toContain('more faults');
  });
});

function laughs(): string {
  const levels = Array.from({ length: 10 }, (_, level) => {
    const before =
      level === 0 ? 'ha' : Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ');
    return `a${level}: &a${level} [${before}]`;
  });
  return `${levels.join('\n')}\ncases: *a9\n`;
}
