import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../core/package/temporary-folder.ts';
import { runEntry } from '../../host/run-entry.ts';
import { json, type StandIn, startService } from './stand-in.ts';

let folder: string;
let output: string;
beforeEach(async () => {
  folder = await temporaryFolder({});
  output = join(folder, 'out');
});

/** A service that doubles `{"x": …}` and calls 3 a bad number. */
const doubling = (): Promise<StandIn> =>
  startService((body, response) => {
    const { x }: { x: number } = JSON.parse(body);
    if (x === 3) json(response, { message: 'three is bad' }, 400);
    else json(response, { doubled: 2 * x });
  });

function score(input: string, url: string, ...flags: readonly string[]) {
  const args = ['score', '--input', input, '--output', output, '--url', url, ...flags];
  return runEntry('main', {}, args);
}
const read = (...names: readonly string[]) => readFile(join(output, ...names), 'utf8');

async function lines(text: string | Uint8Array): Promise<string> {
  const file = join(folder, 'in.jsonl');
  await writeFile(file, text);
  return file;
}

describe('a JSONL file', () => {
  test('has an answer a line, in order, and failed lines in a list', async () => {
    const service = await doubling();
    const input = await lines('\uFEFF{"x":1}\r\n\r\n{"x":3}\r\n{"x":4}');
    const { exitCode, stderr, stdout } = await score(input, service.url, '--json');
    expect(await read('answers', 'part-000001.jsonl')).toBe(
      '{"line":1,"status":200,"answer":{"doubled":2}}\n{"line":4,"status":200,"answer":{"doubled":8}}\n',
    );
    expect(await read('failed.jsonl')).toBe(
      `${JSON.stringify({ line: 3, status: 400, reason: 'status 400: {"message":"three is bad"}' })}\n`,
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('1 input of 3 failed');
    expect(JSON.parse(stdout)).toMatchObject({ answered: '2', failed: '1' });
    expect(service.asked.toSorted()).toEqual(['{"x":1}', '{"x":3}', '{"x":4}']);
  });

  test('is gone on with: only lines without an answer are sent again', async () => {
    const service = await doubling();
    const text = Array.from({ length: 1100 }, (_, index) => `{"x":${index}}\n`).join('');
    const input = await lines(text);
    const first = await score(input, service.url, '--max-failures', '0');
    expect(first.exitCode).toBe(1);
    const early = service.asked.length;
    expect(early).toBeLessThan(20);
    const second = await score(input, service.url);
    expect(second.stderr).toMatch(/1099 of 1100 inputs have an answer, \d+ of them in an earlier/);
    expect(service.asked.filter((body) => body === '{"x":3}')).toHaveLength(2);
    expect(service.asked).toHaveLength(1101);
    const parts = await readdir(join(output, 'answers'));
    expect(parts.toSorted()).toEqual(['part-000001.jsonl', 'part-000002.jsonl']);
    const answers = await Promise.all(parts.map((part) => read('answers', part)));
    const numbers = answers.flatMap((part) =>
      part
        .trimEnd()
        .split('\n')
        .map((line) => Number(/^\{"line":(\d+)/.exec(line)?.[1])),
    );
    const expected = Array.from({ length: 1100 }, (_, index) => index + 1);
    expect(numbers).toEqual(expected.filter((number) => number !== 4));
  }, 120_000);

  test('that has changed, or another service, is not mixed with what is there', async () => {
    const service = await doubling();
    await score(await lines('{"x":1}\n'), service.url);
    const changed = await score(await lines('{"x":2}\n'), service.url);
    expect(changed.exitCode).toBe(1);
    expect(changed.stderr).toContain('holds answers to another JSONL file');
    const other = await doubling();
    const moved = await score(await lines('{"x":1}\n'), other.url);
    expect(moved.stderr).toContain(`holds answers of ${service.url}/, not of ${other.url}/`);
    expect(other.asked).toEqual([]);
  });

  test('answers that are no JSON are kept as text or base64', async () => {
    const service = await startService((body, response) => {
      if (body === '1') response.end('{"mean": NaN}');
      else if (body === '2') response.end(Buffer.from([0xff, 0xfe]));
      else response.end('[\n  12345678901234567890.10\n]\n');
    });
    await score(await lines('1\n2\n3\n'), service.url);
    expect((await read('answers', 'part-000001.jsonl')).split('\n')).toEqual([
      String.raw`{"line":1,"status":200,"text":"{\"mean\": NaN}"}`,
      '{"line":2,"status":200,"base64":"//4="}',
      '{"line":3,"status":200,"answer":[   12345678901234567890.10 ]}',
      '',
    ]);
  });

  test('in UTF-16 is refused', async () => {
    const { exitCode, stderr } = await score(
      await lines(Buffer.from('\uFEFF{}', 'utf16le')),
      'http://127.0.0.1:9',
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain('this is UTF-16; save it as UTF-8');
  });
});

describe('a folder', () => {
  test('has an answer a file, whatever the names; links and folders are not sent', async () => {
    const service = await startService((body, response, request) => {
      if (body === 'pixels') response.setHeader('x-type', request.headers['content-type'] ?? '');
      json(response, { got: body, type: request.headers['content-type'] });
    });
    const input = await temporaryFolder({
      'a.json': '{"x":1}',
      'b.png': 'pixels',
      '-rf $(id)\n::set-output.csv': 'odd',
      none: '',
    });
    await mkdir(join(input, 'deeper'));
    await symlink('/etc/hostname', join(input, 'link.json'));
    const { exitCode, stderr } = await score(input, service.url);
    expect(exitCode).toBe(1);
    expect((await readdir(join(output, 'answers'))).toSorted()).toEqual(
      ['-rf $(id)\n::set-output.csv.json', 'a.json', 'b.png.json', 'none.json'].toSorted(),
    );
    expect(await read('answers', 'b.png.json')).toBe('{"got":"pixels","type":"image/png"}');
    expect(await read('failed.jsonl')).toContain('"file":"link.json","status":null');
    expect(stderr).toContain('are not sent: "deeper"');
    expect(service.asked).toHaveLength(4);
  });

  test('is gone on with: files without an answer and changed ones are sent', async () => {
    const service = await doubling();
    const input = await temporaryFolder({ 'a.json': '{"x":1}', 'b.json': '{"x":2}' });
    await score(input, service.url);
    await writeFile(join(input, 'b.json'), '{"x":5}');
    await writeFile(join(input, 'c.json'), '{"x":6}');
    const { exitCode } = await score(input, service.url);
    expect(exitCode).toBe(0);
    expect(service.asked.slice(2).toSorted()).toEqual(['{"x":5}', '{"x":6}']);
    expect(await read('answers', 'b.json')).toBe('{"doubled":10}');
  });

  test('two files whose answers would have one name are refused', async () => {
    const input = await temporaryFolder({ 'a.png': '1', 'a.png.json': '2' });
    const { exitCode, stderr } = await score(input, 'http://127.0.0.1:9');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('the answers of "a.png" and "a.png.json" could have one name');
  });

  test('cannot be the output folder as well, and a foreign folder cannot either', async () => {
    const input = await temporaryFolder({ 'a.json': '1' });
    output = input;
    expect((await score(input, 'http://127.0.0.1:9')).stderr).toContain('--output');
    output = await temporaryFolder({ 'thesis.doc': 'mine' });
    const { url } = await doubling();
    expect((await score(input, url)).stderr).toContain('was not made by score');
    expect(await readdir(output)).toEqual(['thesis.doc']);
  });
});

test.each([
  [[], 'give either --image or --url'],
  [['--url', 'ftp://x'], '--url: the address must start with http:// or https://'],
  [['--url', 'http://u:p@x'], 'must not hold a user name'],
  [['--url', 'http://x', '--workers', '0'], '"0" is not a whole number from 1 to 256'],
  [['--url', 'http://x'], 'cannot read nowhere'],
])('%j is bad input', async (flags, message) => {
  const args = ['score', '--input', 'nowhere', '--output', 'out', ...flags];
  const { exitCode, stderr, filesInWorkingDirectory } = await runEntry('main', {}, args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
  expect(filesInWorkingDirectory).toEqual([]);
});
