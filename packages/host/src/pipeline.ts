import type { Environment } from './host.ts';

/** True inside a pipeline of any make. */
export function isPipeline(environment: Environment): boolean {
  if (['TF_BUILD', 'GITHUB_ACTIONS'].some((name) => (environment[name] ?? '') !== '')) {
    return true;
  }
  const ci = environment['CI'] ?? '';
  return ci !== '' && !/^(false|0|no)$/i.test(ci);
}
