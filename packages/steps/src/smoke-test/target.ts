import { scoringPort } from '@package-model/core/image/paths';
import type { SmokeCase } from '@package-model/core/smoke/cases/smoke-case';
import type { ContainerSettings, SmokeTarget } from '@package-model/core/smoke/run/target';
import type { TestValues } from './inputs.ts';
import type { Transferred } from './transferred.ts';

/** What the smoke test runs, from the inputs. */
export function targetOf(
  values: TestValues,
  {
    transferred,
    cases,
    container,
    runId,
  }: {
    readonly transferred: Transferred;
    readonly cases: readonly SmokeCase[];
    readonly container: ContainerSettings;
    readonly runId: string;
  },
): SmokeTarget {
  const mounts = [...(container.mounts ?? []), ...(transferred.target.container?.mounts ?? [])];
  return {
    image: transferred.image,
    imageDigest: values.image.digest,
    cases,
    port: scoringPort,
    severities: values.checks ?? {},
    startTimeoutMs: values['start-timeout'] * 1000,
    requestTimeoutMs: values['request-timeout'] * 1000,
    runId,
    ...transferred.target,
    container: { ...container, ...transferred.target.container, mounts },
    isolated: values.isolated ? 'yes' : 'no',
    keepOnFailure: values['keep-on-failure'] ? 'yes' : 'no',
  };
}
