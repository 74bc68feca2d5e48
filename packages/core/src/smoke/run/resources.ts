/** What a container may take of its machine. */
export type Resources = { readonly cpus?: number; readonly memoryBytes?: number };

type Read = { readonly value: number } | { readonly fault: string };

const BYTES_OF_GB = 2 ** 30;
const BYTES_OF_UNIT: Readonly<Record<string, number>> = {
  '': BYTES_OF_GB,
  k: 2 ** 10,
  m: 2 ** 20,
  g: BYTES_OF_GB,
};
/** Engines refuse less than 6 MB; no Python starts in 16. */
const MIN_MEMORY_BYTES = 16 * 2 ** 20;
const MAX_MEMORY_BYTES = 2 ** 44;

/** A number of processors, from 0.01 to 1024. */
export function parseCpus(text: string): Read {
  const value = Number(text);
  const isNumber = /^\d+(\.\d+)?$/.test(text) && value >= 0.01 && value <= 1024;
  return isNumber ? { value } : { fault: `"${text}" is no number of processors from 0.01 to 1024` };
}

/** Bytes of `0.5` (GB of 1024 MB, as Azure counts), `512m` or `2g`. */
export function parseMemory(text: string): Read {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([kmg]?)(?:i?b)?$/i.exec(text) ?? [];
  const value = Math.round(Number(number) * (BYTES_OF_UNIT[unit.toLowerCase()] ?? Number.NaN));
  if (value >= MIN_MEMORY_BYTES && value <= MAX_MEMORY_BYTES) return { value };
  return { fault: `"${text}" is no memory from 16m up; write GB (0.5), or a unit (512m, 2g)` };
}

/** `0.5 CPU and 1.5 GB of memory`; undefined without limits. */
export function formatResources({ cpus, memoryBytes }: Resources): string | undefined {
  const parts = [
    ...(cpus === undefined ? [] : [`${cpus} CPU`]),
    ...(memoryBytes === undefined
      ? []
      : [`${Math.round((memoryBytes / BYTES_OF_GB) * 1000) / 1000} GB of memory`]),
  ];
  return parts.length === 0 ? undefined : parts.join(' and ');
}

/** Bytes of a number of GB as deployment configurations count. */
export function bytesOfGb(gb: number): number {
  return Math.round(gb * BYTES_OF_GB);
}
