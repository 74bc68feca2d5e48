import type { Host } from '@package-model/host/host';
import type { InputTable, OutputTable } from './step.ts';

/** The inputs that a surface has. */
export function inputsOf(table: InputTable, surface: Host['kind']): InputTable {
  return onSurface(table, surface);
}

/** The outputs that a surface has. */
export function outputsOf(table: OutputTable, surface: Host['kind']): OutputTable {
  return onSurface(table, surface);
}

function onSurface<T extends { readonly only?: readonly Host['kind'][] }>(
  table: Readonly<Record<string, T>>,
  surface: Host['kind'],
): Readonly<Record<string, T>> {
  const entries = Object.entries(table);
  return Object.fromEntries(
    entries.filter(([, { only }]) => only === undefined || only.includes(surface)),
  );
}
