import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HttpError } from '@package-model/core/http/errors';
import type { Http, HttpResponse } from '@package-model/core/http/http';
import { silentLog } from '@package-model/core/log';
import { openLineFile } from '@package-model/core/smoke/batch/append-file';
import { linesStore, surveyLines } from '@package-model/core/smoke/batch/lines-store';
import { scoreBatch } from '@package-model/core/smoke/batch/score-batch';
import type { BatchRequest } from '@package-model/core/smoke/batch/score-batch';
import type { BatchService } from '@package-model/core/smoke/batch/service';
import { SmokeError } from '@package-model/core/smoke/errors';
import { beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../package/temporary-folder.ts';
import { HandClock } from '../stand-ins.ts';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder({});
});

type Said = { readonly status?: number; readonly text: string };

/** A service whose container ends when it is sent a poison; it counts how often it was started. */
class Mortal implements BatchService {
  readonly asked: string[] = [];
  readonly poison: (body: string) => boolean;
  readonly answer: (body: string) => Said | Promise<Said>;
  starts = 0;
  #isAlive = false;

  constructor(
    poison: (body: string) => boolean,
    answer: (body: string) => Said | Promise<Said> = (text) => ({ text }),
  ) {
    this.poison = poison;
    this.answer = answer;
  }
  use<T>(work: Parameters<BatchService['use']>[0]): Promise<T>;
  async use(work: Parameters<BatchService['use']>[0]): Promise<unknown> {
    this.starts += 1;
    this.#isAlive = true;
    const confirm = async (): Promise<void> => {
      if (!this.#isAlive) throw new SmokeError('CONTAINER_DIED', 'The container ended.');
    };
    return work({ url: new URL('http://service.test/'), confirm });
  }
  readonly http: Pick<Http, 'request'> = {
    request: async ({ body, url, signal }): Promise<HttpResponse> => {
      signal.throwIfAborted();
      if (!this.#isAlive) throw new HttpError('UNREACHABLE', 'nobody listens');
      const text = Buffer.from(body instanceof Uint8Array ? body : []).toString();
      this.asked.push(text);
      if (this.poison(text)) {
        this.#isAlive = false;
        throw new HttpError('UNREACHABLE', 'the connection broke');
      }
      const said = await this.answer(text);
      async function* bytes() {
        yield Buffer.from(said.text);
      }
      return { status: said.status ?? 200, headers: new Map(), body: bytes(), url };
    },
  };
}

async function score(
  service: Mortal,
  text: string,
  more: Partial<BatchRequest> & { readonly signal?: AbortSignal } = {},
) {
  const input = join(folder, 'in.jsonl');
  await writeFile(input, text);
  const { signal = new AbortController().signal, ...changed } = more;
  const file = await surveyLines(input, 'in.jsonl', signal);
  const failures = await openLineFile(join(folder, 'failed.jsonl'), 'anew');
  try {
    return await scoreBatch(
      {
        store: linesStore(file, join(folder, 'answers')),
        service,
        workers: 3,
        requestTimeoutMs: 30_000,
        maxFailures: undefined,
        maxRestarts: 5,
        failures,
        ...changed,
      },
      { http: service.http, clock: new HandClock(), log: silentLog, signal },
    );
  } finally {
    await failures.close();
  }
}

const answered = async (): Promise<number[]> =>
  (await readFile(join(folder, 'answers/part-000001.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => Number(/^\{"line":(\d+)/.exec(line)?.[1]));
const failed = () => readFile(join(folder, 'failed.jsonl'), 'utf8');
const numbers = (count: number): string =>
  Array.from({ length: count }, (_, index) => `${index + 1}\n`).join('');

test('the line that ends the container is found, all others have their answers', async () => {
  const service = new Mortal((body) => body === '5');
  const result = await score(service, numbers(12));
  expect(result).toMatchObject({ answered: 11, failed: 1, isComplete: true });
  expect(await answered()).toEqual([1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12]);
  expect(await failed()).toMatch(/^\{"line":5,"status":null,"reason":"the service ended when/);
  // Once among others, once alone.
  expect(service.asked.filter((body) => body === '5')).toHaveLength(2);
  expect(service.starts).toBe(3);
});

test('a container that ends too often ends the batch; the answers stay', async () => {
  const service = new Mortal((body) => Number(body) >= 5);
  const ending = score(service, numbers(12), { maxRestarts: 2 });
  await expect(ending).rejects.toMatchObject({
    code: 'CONTAINER_DIED',
    message: expect.stringContaining('It was started again 2 times'),
  });
  expect(service.starts).toBe(3);
  expect((await answered()).slice(0, 4)).toEqual([1, 2, 3, 4]);
  const cured = new Mortal(() => false);
  await score(cured, numbers(12));
  expect(cured.asked).not.toContain('4');
  expect(await answered()).toHaveLength(12);
});

test('an abort leaves whole answers, which a second run passes over', async () => {
  const stop = new AbortController();
  const service = new Mortal(
    () => false,
    (text) => {
      if (text === '700') stop.abort(new Error('Ctrl-C'));
      return { text };
    },
  );
  const stopped = score(service, numbers(1500), { signal: stop.signal });
  await expect(stopped).rejects.toThrow('Ctrl-C');
  const before = await answered();
  expect(before.length).toBeGreaterThan(600);
  const again = new Mortal(() => false);
  const result = await score(again, numbers(1500));
  expect(result).toMatchObject({ passedOver: before.length, answered: 1500 - before.length });
});

test('an answer that cannot be written ends the batch', async () => {
  await writeFile(join(folder, 'answers'), 'a file where a folder must be');
  await expect(score(new Mortal(() => false), '1\n')).rejects.toThrow('EEXIST');
});

test('what a killed run has begun to write is not taken for an answer', async () => {
  await score(new Mortal(() => false), numbers(3));
  const part = join(folder, 'answers/part-000001.jsonl');
  const [first = '', second = ''] = (await readFile(part, 'utf8')).split('\n');
  await writeFile(part, `${first}\n`);
  await writeFile(`${part}.partial`, second.slice(0, -3));
  const again = new Mortal(() => false);
  await score(again, numbers(3));
  expect(again.asked.toSorted()).toEqual(['2', '3']);
  expect(await answered()).toEqual([1, 2, 3]);
});

test('no service is started when nothing is left to ask', async () => {
  await score(new Mortal(() => false), numbers(3));
  const idle = new Mortal(() => false);
  const result = await score(idle, numbers(3));
  expect(result).toMatchObject({ passedOver: 3, answered: 0 });
  expect(idle.starts).toBe(0);
});
