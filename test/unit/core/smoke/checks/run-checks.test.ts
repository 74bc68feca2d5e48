import { EngineError } from '@package-model/core/engine/errors';
import { allChecks } from '@package-model/core/smoke/checks/all';
import type { Check, Stage } from '@package-model/core/smoke/checks/check';
import { failed, passed } from '@package-model/core/smoke/checks/check';
import { checkIds, type CheckId } from '@package-model/core/smoke/checks/ids';
import { runChecks } from '@package-model/core/smoke/checks/run-checks';
import { SmokeError } from '@package-model/core/smoke/errors';
import { silentLog } from '@package-model/core/log';
import { afterEach, describe, expect, test } from 'vitest';
import { behaves, services } from './service.ts';

const { start, contextOf, close } = services();
afterEach(close);

function check(id: CheckId, stage: Stage, run: Check['run']): Check {
  return { id, title: id, severity: 'warning', stage, why: '', remedy: '', run };
}

test('every id has its check, and every check its reasons', () => {
  expect(allChecks.map(({ id }) => id)).toEqual(checkIds);
  for (const { why, remedy, title } of allChecks) {
    expect([why, remedy, title].every((text) => text.length > 10)).toBe(true);
  }
});

describe('checks', () => {
  test('that fail are warned of, or raised to errors, or switched off, as the user says', async () => {
    const lines: string[] = [];
    const log = { ...silentLog, warn: (line: string) => void lines.push(line) };
    const context = await contextOf(await start(behaves), { log });
    const bad = async () => failed('bad');
    const checks = [
      check('swagger', 'service', bad),
      check('root-user', 'beside', bad),
      check('healthy', 'after', bad),
    ];
    const reports = await runChecks(checks, { 'root-user': 'error', healthy: 'off' }, context);
    expect(reports).toMatchObject([
      { id: 'swagger', severity: 'warning', outcome: 'failed', message: 'bad' },
      { id: 'root-user', severity: 'error', outcome: 'failed' },
    ]);
    expect(lines).toEqual(['Check swagger: bad']);
  });

  test('that ask the service run one after the other, then those after, then the end', async () => {
    const context = await contextOf(await start(behaves));
    const order: string[] = [];
    const noting = (id: CheckId, stage: Stage) =>
      check(id, stage, async () => {
        order.push(`${id} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`${id} ends`);
        return passed;
      });
    const checks = [
      noting('clean-stop', 'end'),
      noting('healthy', 'after'),
      noting('swagger', 'service'),
      noting('wrong-method', 'service'),
    ];
    const reports = await runChecks(checks, {}, context);
    const run = ['swagger', 'wrong-method', 'healthy', 'clean-stop'];
    expect(order).toEqual(run.flatMap((id) => [`${id} begins`, `${id} ends`]));
    expect(reports.map(({ id }) => id)).toEqual([
      'clean-stop',
      'healthy',
      'swagger',
      'wrong-method',
    ]);
  });

  test('leave the service alone once it has not answered in time', async () => {
    const service = await start({
      ...behaves,
      'DELETE /score': () => new Promise(() => service.clock.expire()),
    });
    const context = await contextOf(service);
    const wanted = allChecks.filter(({ id }) =>
      ['wrong-method', 'swagger', 'healthy'].includes(id),
    );
    const reports = await runChecks(wanted, {}, context);
    expect(reports.map(({ id, outcome, message }) => [id, outcome, message])).toEqual([
      ['healthy', 'passed', null],
      ['wrong-method', 'failed', expect.stringContaining('got no answer in time')],
      ['swagger', 'skipped', 'the service gave no answer to DELETE /score'],
    ]);
  });

  test('tell of a container that dies, and are skipped for the engine’s own trouble', async () => {
    const context = await contextOf(await start(behaves));
    const dies = check('healthy', 'after', () => {
      throw new SmokeError('CONTAINER_DIED', 'it ended');
    });
    const trouble = check('root-user', 'beside', () => {
      throw new EngineError('TIMEOUT', 'the engine hangs');
    });
    expect(await runChecks([dies, trouble], {}, context)).toMatchObject([
      { outcome: 'failed', message: 'it ended' },
      { outcome: 'skipped', message: 'the engine hangs' },
    ]);
  });

  test('that raise what nobody expects end the smoke test', async () => {
    const context = await contextOf(await start(behaves));
    const broken = check('healthy', 'after', () => Promise.reject(new TypeError('a bug')));
    await expect(runChecks([broken], {}, context)).rejects.toThrow('a bug');
  });
});
