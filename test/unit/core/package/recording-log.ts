import type { Place } from '@package-model/core/errors';

/** A log that keeps what it is told. */
export function recordingLog() {
  const infos: string[] = [];
  const warnings: { readonly line: string; readonly place: Place | undefined }[] = [];
  return {
    infos,
    warnings,
    info: (line: string): void => void infos.push(line),
    warn: (line: string, place?: Place): void => void warnings.push({ line, place }),
  };
}
