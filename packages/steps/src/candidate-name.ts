import type { Digest } from '@package-model/core/oci/digest';
import { hexOf } from '@package-model/core/oci/digest';
import type { StepContext } from './step.ts';

/**
 * The engine's name for an image of ours while it is tested. Each run has its own: another run that
 * tests the same image on the same engine takes its name away when it ends.
 */
export function localName(digest: Digest, { settings }: Pick<StepContext, 'settings'>): string {
  return `package-model/candidate:${hexOf(digest).slice(0, 24)}-${settings.runId.slice(0, 8)}`;
}

/** A pattern for the names that a run has given. */
export function namesOfRun(runId: string): string {
  return `package-model/candidate:*-${runId.slice(0, 8)}*`;
}
