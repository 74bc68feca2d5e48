import { resolve } from 'node:path';
import type { SmokeCase } from '@package-model/core/smoke/cases/smoke-case';
import type { DeploymentFile } from '@package-model/core/smoke/profile/deployment-file';
import type { ProfileReport } from '@package-model/core/smoke/profile/profile-report';
import { runProfile } from '@package-model/core/smoke/profile/run-profile';
import { tellProfile } from '@package-model/core/smoke/profile/tell-profile';
import type { BaselineValues } from '../inputs/smoke-baseline.ts';
import type { FurtherDeps, FurtherWork } from './further-work.ts';

type ProfileValues = Pick<
  BaselineValues,
  'profile' | 'profile-budget' | 'profile-max-latency-ms' | 'profile-into'
>;

/** Work that looks for the smallest resources; undefined when it is not asked for. */
export async function profileWork(
  values: ProfileValues,
  deps: FurtherDeps,
): Promise<FurtherWork | undefined> {
  if (!values.profile) return undefined;
  const { clock, log, signal } = deps.context;
  const file = await fileOf(values['profile-into'], deps);
  let cases: readonly SmokeCase[] = [];
  return {
    async afterCases({ scored }) {
      cases = scored.map(({ smokeCase }) => smokeCase);
    },
    async complete(report, target) {
      if (cases.length === 0) {
        log.warn('No resources were looked for: there was no case to send. Give cases.');
        return report;
      }
      const { cpus: engineCpus } = await deps.engine.info(signal);
      const budgetMs = values['profile-budget'] * 1000;
      log.info(`Looking for the smallest resources, at most ${values['profile-budget']} s.`);
      const profile = await runProfile(
        { target, cases, budgetMs, maxLatencyMs: values['profile-max-latency-ms'], engineCpus },
        { http: deps.stores.engineHttp, clock, log, signal, engine: deps.engine },
      );
      await tell(profile, { file, shownAs: values['profile-into'] }, deps);
      return { ...report, profile };
    },
  };
}

async function tell(
  profile: ProfileReport,
  {
    file,
    shownAs,
  }: { readonly file: DeploymentFile | undefined; readonly shownAs: string | undefined },
  { context: { log } }: FurtherDeps,
): Promise<void> {
  for (const line of tellProfile(profile)) {
    if (profile.recommended === null) log.warn(line);
    else log.info(line);
  }
  if (file === undefined || profile.recommended === null) return;
  await file.write(profile.recommended);
  log.info(`${shownAs ?? ''} has them as containerResourceRequirements.`);
}

/** Its faults are told before anything runs. */
async function fileOf(
  path: string | undefined,
  { context }: FurtherDeps,
): Promise<DeploymentFile | undefined> {
  if (path === undefined) return undefined;
  const { openDeploymentFile } = await import('@package-model/core/smoke/profile/deployment-file');
  return openDeploymentFile(resolve(context.settings.workingDirectory, path), path);
}
