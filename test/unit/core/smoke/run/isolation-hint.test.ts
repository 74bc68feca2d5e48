import { expect, test } from 'vitest';
import { isolationHint } from '../../../../../packages/core/src/smoke/run/isolation-hint.ts';

test.each([
  [
    'urllib.error.URLError: <urlopen error [Errno -3] Temporary failure in name resolution>',
    'something outside',
  ],
  ['OSError: [Errno 101] Network is unreachable', 'something outside'],
  [
    "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='huggingface.co', port=443): Max retries exceeded with url: /x (Caused by NewConnectionError(': Failed to establish a new connection: [Errno -3]'))",
    'huggingface.co',
  ],
  [
    "We couldn't connect to 'https://data.example.com/a': Name or service not known",
    'data.example.com',
  ],
])('%s', (line, whom) => {
  const log = `starting\n  ${line}\nTraceback ends\n`;
  expect(isolationHint(log)).toContain(
    `tried to reach ${whom} and ran on a network without a way out (isolated): ${line.slice(0, 80)}`,
  );
});

test('a log that tells of no network says nothing', () => {
  expect(isolationHint('KeyError: 1\n')).toBeUndefined();
  expect(isolationHint('')).toBeUndefined();
});
