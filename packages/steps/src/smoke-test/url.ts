import type { SmokeCase } from '@package-model/core/smoke/cases/smoke-case';
import { Secret } from '@package-model/core/secret';
import { smokeTestUrl } from '@package-model/core/smoke/smoke-url';
import type { Stores } from '../open-stores.ts';
import type { Outputs, StepContext } from '../step.ts';
import { conclude } from './conclude.ts';
import type { SmokeTestValues } from './inputs.ts';
import { recorder } from './record.ts';

type UrlDeps = { readonly stores: Stores; readonly context: StepContext };

/** Asks a service that runs already. A failed test is `StepFailed`, with its outputs. */
export async function testUrl(
  values: SmokeTestValues & { readonly url: URL },
  cases: readonly SmokeCase[],
  { stores, context }: UrlDeps,
): Promise<Outputs> {
  const { clock, log, signal } = context;
  const headers = values['url-headers'] ?? {};
  const secrets = Object.values(headers).flatMap(headerSecrets);
  for (const secret of secrets) context.hide(secret);
  const target = {
    startTimeoutMs: values['start-timeout'] * 1000,
    requestTimeoutMs: values['request-timeout'] * 1000,
    url: values.url,
    headers,
    cases,
    severities: values.checks ?? {},
  };
  log.info(`Testing the service at ${values.url.href}.`);
  const onScored = recorder(values.record, context);
  const deps = { http: stores.http, clock, log, signal };
  const report = await smokeTestUrl(target, {
    ...deps,
    ...(onScored !== undefined && { onScored }),
  });
  return conclude(report, values, context, { cases, secrets });
}

/** The token of `Bearer TOKEN` may be printed without the word before it. */
function headerSecrets(secret: Secret): readonly Secret[] {
  const token = secret.reveal().split(' ').at(-1) ?? '';
  return token.length >= 8 ? [secret, new Secret(token)] : [secret];
}
