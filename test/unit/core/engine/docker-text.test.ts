import {
  mergeLogs,
  parseChanges,
  parseLoaded,
  parseProcesses,
  parsePushed,
  parseSize,
  parseUnpackFault,
} from '@package-model/core/engine/docker-text';
import { expect, test } from 'vitest';

test('the last image that was loaded counts, by name or by id', () => {
  expect(parseLoaded('Loaded image: a/b:1\nLoaded image: a/b:2\n')).toBe('a/b:2');
  expect(parseLoaded('Loaded image ID: sha256:ab\n')).toBe('sha256:ab');
  expect(parseLoaded('The image a:1 already exists\n')).toBeUndefined();
});

test('an image that was kept without being unpacked is told', () => {
  const fault =
    'Error unpacking image a:1: apply layer error for "docker.io/library/a:1": not found';
  expect(parseUnpackFault(`Loaded image: a:1\n${fault}\n`)).toBe(fault);
  expect(parseUnpackFault('Loaded image: a:1\n')).toBeUndefined();
});

test('a push ends with the digest of the manifest', () => {
  const digest = `sha256:${'ab'.repeat(32)}`;
  expect(parsePushed(`5f70: Pushed\n1: digest: ${digest} size: 528\n`)).toBe(digest);
  expect(parsePushed('5f70: Pushed\n')).toBeUndefined();
});

test('the two streams of a log come in the order of time, without the times', () => {
  const stdout = '2026-01-01T00:00:00.000000001Z one\n2026-01-01T00:00:00.000000003Z three\nhalf\n';
  const stderr = '2026-01-01T00:00:00.000000002Z two\n2026-01-01T00:00:00.000000004Z \n';
  expect(mergeLogs(stdout, stderr)).toBe('one\ntwo\nthree\nhalf\n\n');
});

test('a traceback stays whole, wherever a line of the other stream falls', () => {
  const lines = [
    'before',
    'E [7] azmlinfsrv - Traceback (most recent call last):',
    '  File "score.py", line 3, in <module>',
    '    import cv2',
    "ModuleNotFoundError: No module named 'cv2'",
    '',
    'after',
  ];
  const time = (number: number) => `2026-01-01T00:00:00.${String(number).padStart(9, '0')}Z`;
  const stdout = lines.map((line, index) => `${time(2 * index)} ${line}\n`).join('');
  for (let place = 0; place < lines.length; place += 1) {
    for (const other of ['[LightGBM] [Info] flushed late', '2026 I [7] gunicorn.error - exiting']) {
      const merged = mergeLogs(stdout, `${time(2 * place + 1)} ${other}\n`).split('\n');
      expect(merged.indexOf(other)).toBeGreaterThan(0);
      const head = merged.indexOf(lines[1] ?? '');
      expect(merged.slice(head, head + 4)).toEqual(lines.slice(1, 5));
    }
  }
});

test('what a container has written comes with its kind, spaces in the path kept', () => {
  expect(parseChanges('C /tmp\nA /tmp/a b.txt\nD /etc/motd\n')).toEqual([
    { path: '/tmp', kind: 'changed' },
    { path: '/tmp/a b.txt', kind: 'added' },
    { path: '/etc/motd', kind: 'deleted' },
  ]);
});

test('the processes of a container come with user, memory in bytes and command', () => {
  const table = [
    'PID                 UID                 RSS                 COMMAND',
    '385                 10001               34280               /opt/venv/bin/python  server --port 5001',
    '416                 0                   0                   [kworker]',
  ];
  expect(parseProcesses(`${table.join('\n')}\n`)).toEqual([
    {
      user: '10001',
      memoryBytes: 34280 * 1024,
      command: '/opt/venv/bin/python  server --port 5001',
    },
    { user: '0', memoryBytes: 0, command: '[kworker]' },
  ]);
});

test('sizes are read in both kinds of units', () => {
  expect(parseSize('145.5MiB')).toBe(145.5 * 2 ** 20);
  expect(parseSize(' 2kB ')).toBe(2000);
  expect(parseSize('0B')).toBe(0);
  expect(parseSize('lots')).toBeUndefined();
});
