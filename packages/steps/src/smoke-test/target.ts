import { randomUUID } from 'node:crypto';
import { scoringPort } from '@package-model/core/image/paths';
import type { SmokeCase } from '@package-model/core/smoke/cases/smoke-case';
import type { SmokeTarget } from '@package-model/core/smoke/run/target';
import type { TestValues } from './inputs.ts';
import type { Transferred } from './transfer.ts';

/** What the smoke test runs, from the inputs. */
export function targetOf(
  values: TestValues,
  {
    transferred,
    cases,
  }: { readonly transferred: Transferred; readonly cases: readonly SmokeCase[] },
): SmokeTarget {
  return {
    image: transferred.image,
    imageDigest: values.image.digest,
    cases,
    port: scoringPort,
    severities: values.checks ?? {},
    startTimeoutMs: values['start-timeout'] * 1000,
    requestTimeoutMs: values['request-timeout'] * 1000,
    runId: randomUUID(),
    ...transferred.target,
  };
}
