import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '@package-model/core/oci/digest';
import { createRun } from '@package-model/core/process/spawn';
import { expect, test } from 'vitest';
import { listCode } from '../../../../../packages/core/src/package/code/code.ts';

const script = '#!/bin/sh\r\necho a\r\n';

async function list(files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = await mkdtemp(join(tmpdir(), 'src-'));
  for (const [name, content] of Object.entries({ 'score.py': 'x = 1\r\n', ...files })) {
    await writeFile(join(folder, name), content);
    await chmod(join(folder, name), 0o755);
  }
  const said: string[] = [];
  const listing = await listCode(
    {
      entryScript: { path: join(folder, 'score.py'), shownAs: 'score.py' },
      sourceDirectory: folder,
    },
    {
      run: createRun({}),
      log: { info: (line) => void said.push(line) },
      signal: new AbortController().signal,
    },
  );
  const { directory, files: found } = listing.code;
  const of = (name: string) => {
    const path = `${directory}/${name}`;
    return { file: found.find((one) => one.path === path), source: listing.sources.get(path) };
  };
  return { of, said, folder };
}

test('a script that starts with #! gets the line ends that Linux can start', async () => {
  const { of, said, folder } = await list({ 'run.sh': script });
  const text = '#!/bin/sh\necho a\n';
  expect(of('run.sh')).toEqual({
    file: expect.objectContaining({
      digest: digestOf(Buffer.from(text)),
      sizeBytes: text.length,
      executable: true,
    }) as unknown,
    source: { kind: 'text', text, path: join(folder, 'run.sh') },
  });
  expect(said.join()).toContain('run.sh starts with #! and has the line ends of Windows');
});

test.each([
  ['with the line ends of Linux', '#!/bin/sh\necho a\r\n'],
  ['without #!', 'echo a\r\n'],
  ['that is no text', Buffer.concat([Buffer.from('#!/usr/bin/python3\r\nPK'), Buffer.of(0xff)])],
])('a file %s stays as it is, byte for byte', async (_, content) => {
  const { of, said } = await list({ file: content });
  const { file, source } = of('file');
  expect(file?.digest).toBe(digestOf(Buffer.from(content)));
  expect(source?.kind).toBe('file');
  expect(said).toEqual([]);
});

test('Python reads the line ends of Windows: the entry script is not changed', async () => {
  const { of } = await list({});
  expect(of('score.py').file?.digest).toBe(digestOf(Buffer.from('x = 1\r\n')));
});
