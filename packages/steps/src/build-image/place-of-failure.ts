import { EngineError } from '@package-model/core/engine/errors';
import { findRequirement, findStep } from '@package-model/core/package/environment/origins';
import type { Origins } from '@package-model/core/package/environment/origins';

/** How each builder names the step that failed; the last one is it. */
const STEPS = [
  / > \[[^\]\n]*\] (.+?):$/gm, // BuildKit
  /building at STEP "(.+)": /g, // buildah
  /^Step \d+\/\d+ : (.+)$/gm, // docker's classic builder
] as const;

const NOT_FOUND = /no matching distribution found for ([^\n(]+)/i;

/** The same error; one of a build has the line of the user's file that it comes from, where that is known. */
export function placed(error: unknown, origins: Origins): unknown {
  if (!(error instanceof EngineError) || error.code !== 'BUILD_FAILED') return error;
  const { code, message, reason, cause } = error;
  const requirement = NOT_FOUND.exec(message)?.[1];
  const step = STEPS.map((pattern) => [...message.matchAll(pattern)].at(-1)?.[1]).find(
    (found) => found !== undefined,
  );
  const place =
    (requirement === undefined ? undefined : findRequirement(requirement, origins)) ??
    (step === undefined ? undefined : findStep(step, origins));
  return place === undefined ? error : new EngineError(code, message, { cause, reason, place });
}
