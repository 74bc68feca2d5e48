import { formatSize } from '../../format-size.ts';
import type { SmokeReport } from './report.ts';
import { imageNameOf, formatDuration, formatTime } from './words.ts';

/** How and on what it ran, as pairs for people; what is not known is left out. */
export function factRows(report: SmokeReport): readonly (readonly [string, string])[] {
  const { facts, startedAt, finishedAt, readyMs, imageDigest, casesDigest } = report;
  const { engine, limits, peakMemoryBytes, imageSizeBytes } = facts;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Image size', imageSizeBytes === null ? undefined : formatSize(imageSizeBytes)],
    ['Engine', engine === null ? undefined : `${engine.name} ${engine.version}`],
    ['Model transfer', report.modelTransfer],
    ['Limits', limitsText(limits)],
    ['Peak memory', peakMemoryBytes === null ? undefined : formatSize(peakMemoryBytes)],
    ['Started', formatTime(startedAt)],
    ['Ready after', readyMs === null ? undefined : formatDuration(readyMs)],
    ['Finished', formatTime(finishedAt)],
    ['Image', imageNameOf(report)],
    ['Digest', imageDigest ?? undefined],
    ['Digest of the cases', casesDigest],
  ];
  return rows.flatMap(([what, value]) => (value === undefined ? [] : [[what, value] as const]));
}

function limitsText({ cpus, memoryBytes }: SmokeReport['facts']['limits']): string {
  const parts = [
    ...(cpus === null ? [] : [cpus === 1 ? '1 cpu' : `${cpus} cpus`]),
    ...(memoryBytes === null ? [] : [`${formatSize(memoryBytes)} of memory`]),
  ];
  return parts.length === 0 ? 'none' : parts.join(', ');
}
