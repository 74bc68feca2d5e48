import { nearest } from '@package-model/core/package/config/nearest';
import type { Severities } from '@package-model/core/smoke/checks/check';
import { checkIds } from '@package-model/core/smoke/checks/ids';
import * as z from 'zod/mini';
import type { InputTable } from '../step.ts';
import { textSchema } from './define.ts';
import type { ReadText } from './define.ts';
import { readEntries } from './entries.ts';

const severities = ['error', 'warning', 'off'] as const;

const checks = {
  kind: 'list',
  group: 'smoke-test',
  description:
    'How bad it is when a check of the service fails: ID=error, ID=warning or ID=off, several on lines of their own or between commas. An error fails the smoke test; a warning is told and reported. docs/reference/smoke-checks.md lists the checks.',
  schema: z.optional(textSchema(readSeverities)),
  example: 'root-user=error, same-answer=off',
} as const;

/** What every service must do. */
export const checkInputs = { checks } as const satisfies InputTable;

function readSeverities(text: string): ReturnType<ReadText<Severities>> {
  const found = new Map<string, (typeof severities)[number]>();
  const entries = readEntries(text);
  if ('fault' in entries) return entries;
  for (const entry of entries.value) {
    const [, id = '', word = ''] = /^([^=]*?)\s*=\s*(.*)$/s.exec(entry) ?? [];
    if (id === '')
      return { fault: `"${entry}" has no severity; write ID=error, ID=warning or ID=off` };
    if (!checkIds.some((known) => known === id)) return { fault: unknown(id) };
    if (found.has(id)) return { fault: `the check ${id} is named twice` };
    const severity = severities.find((known) => known === word);
    if (severity === undefined) {
      return { fault: `"${word}" is no severity of ${id}; write ${id}=error, warning or off` };
    }
    found.set(id, severity);
  }
  return { value: Object.fromEntries(found) };
}

function unknown(id: string): string {
  const guess = nearest(id, checkIds);
  const hint =
    guess === undefined ? `the checks are ${checkIds.join(', ')}` : `did you mean ${guess}?`;
  return `there is no check "${id.slice(0, 80)}"; ${hint}`;
}
