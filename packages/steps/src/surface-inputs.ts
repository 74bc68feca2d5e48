import type { Host } from '@package-model/host/host';
import type { InputTable } from './step.ts';

/** The inputs that a surface has. */
export function inputsOf(table: InputTable, surface: Host['kind']): InputTable {
  return Object.fromEntries(
    Object.entries(table).filter(([, { only }]) => only === undefined || only.includes(surface)),
  );
}
