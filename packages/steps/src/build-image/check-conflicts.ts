import { dryRun } from '@package-model/core/engine/dry-run';
import { readPipConflict } from '@package-model/core/engine/pip-conflict';
import type { Claim, PipConflict } from '@package-model/core/engine/pip-conflict';
import type { PythonProbe } from '@package-model/core/engine/python-probe';
import { InputError, formatPlace } from '@package-model/core/errors';
import { chooseServer, isServer } from '@package-model/core/package/environment/scoring-server';
import { findRequirement } from '@package-model/core/package/environment/origins';
import type { Origins } from '@package-model/core/package/environment/origins';
import type { Environment } from '@package-model/core/package/plan/plan';
import type { Engine } from '@package-model/core/engine/engine';
import type { NetworkSettings } from '@package-model/core/settings';
import type { StepContext } from '../step.ts';

export type ConflictDeps = {
  readonly engine: Engine;
  readonly network: NetworkSettings;
  readonly context: StepContext;
  readonly origins?: Origins;
};

/**
 * Has the base image's own pip resolve all requirements before anything is built. InputError
 * BAD_FILE names both sides of a conflict and their places. Any other failure is left to the build,
 * which may get at what a dry run does not.
 */
export async function checkConflicts(
  { pip, baseImage, conda, installInto }: Environment,
  python: PythonProbe,
  { engine, network, context, origins = {} }: ConflictDeps,
): Promise<void> {
  if (pip.length === 0 || conda !== undefined) return;
  const { log, settings, signal } = context;
  const { temporaryDirectory } = settings;
  log.info(`Resolving ${pip.length} requirements with the pip of ${baseImage}, before the build.`);
  const installed = installInto === undefined ? ('ignored' as const) : ('kept' as const);
  const request = { baseImage, python, requirements: pip, network, installed };
  const result = await dryRun({ engine, temporaryDirectory }, request, signal);
  if (result.kind === 'resolved') return;
  const conflict = conflictIn(result.output, python, origins);
  if (conflict !== undefined) throw conflict;
  log.debug(`The dry run ended without an answer: ${result.output.trimEnd().slice(-2000)}`);
}

/** What pip says of requirements that do not go together, as an InputError that names both sides. */
export function conflictIn(
  output: string,
  python: PythonProbe,
  origins: Origins,
): InputError | undefined {
  const conflict = readPipConflict(output);
  if (conflict === undefined) return undefined;
  const { claims, name } = conflict;
  const sides = claims.map((claim) => `${whoOf(claim, origins)} wants ${claim.wants}`);
  const remedy = remedyFor(conflict, python.version);
  const [place] = claims
    .map(({ by, wants }) => findRequirement(by?.split(' ')[0] ?? wants, origins))
    .filter((found) => found !== undefined);
  return new InputError('BAD_FILE', [
    {
      message: `${sides.join(', ')}: no release of ${name} meets both; ${remedy}. Nothing was built`,
      ...(place && { place: { ...place, isTold: true as const } }),
    },
  ]);
}

/** The change that is nearest: a scoring server that goes with the rest, or the line's own. */
function remedyFor({ name, claims }: PipConflict, python: string): string {
  const wanted = claims
    .filter(({ by }) => !isServer(by?.split(' ')[0]))
    .map(({ wants }) => ({ name, text: wants.replaceAll(/\s+and\s+/g, ',') }));
  const choice = chooseServer(/^\d+\.\d+/.exec(python)?.[0], wanted);
  if (wanted.length < claims.length && choice.kind === 'chosen') {
    return `list ${choice.lines.join(', ')} under pip`;
  }
  const other = claims.find(({ by }) => by !== undefined);
  return other !== undefined && claims.some(({ by }) => by === undefined)
    ? `write ${other.wants} there, or leave the line out`
    : `pin ${name}, or what wants it, to releases that go together`;
}

function whoOf({ by, wants }: Claim, origins: Origins): string {
  if (by !== undefined) {
    const [name = by, version = ''] = by.split(' ');
    return `${name} ${version}${placeOf(name, origins)}`;
  }
  return `the list${placeOf(wants, origins)}`;
}

function placeOf(text: string, origins: Origins): string {
  const place = findRequirement(text, origins);
  return place === undefined ? '' : ` (${formatPlace(place)})`;
}
