import type { Secret } from '../secret.ts';
import { examine, type ExamineDeps, type ExamineTarget } from './examine.ts';
import { assembleReport } from './report/assemble-report.ts';
import type { SmokeReport } from './report/report.ts';
import type { Subject } from './subject.ts';

/** A service that runs already. */
export type UrlTarget = ExamineTarget & {
  /** Its root, with a slash at the end. */
  readonly url: URL;
  /** Sent with each request to it, and to nobody else. */
  readonly headers: Readonly<Record<string, Secret>>;
};

/** What cannot be known of a service in no container of ours. */
const NOT_TESTED =
  'The container: the service was asked under its address, so its image, user, memory, files and log are not known.';

/** The same cases and checks for a service that runs already; nothing is started or stopped. */
export async function smokeTestUrl(target: UrlTarget, deps: ExamineDeps): Promise<SmokeReport> {
  const startedAt = deps.clock.now();
  const { url } = target;
  const confirm = (): Promise<void> => Promise.resolve();
  const subject: Subject = { url, confirm, container: undefined };
  const http = withHeaders(deps.http, target);
  const findings = await examine(() => Promise.resolve(subject), target, { ...deps, http });
  const finishedAt = deps.clock.now();
  const named = { ...target, image: url.href, imageDigest: null, notTested: [NOT_TESTED] };
  return assembleReport(named, findings, { log: null, cause: undefined, startedAt, finishedAt });
}

/** A case's own headers win. */
function withHeaders(
  http: ExamineDeps['http'],
  { url, headers }: Pick<UrlTarget, 'url' | 'headers'>,
): ExamineDeps['http'] {
  const added = Object.entries(headers).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  if (added.length === 0) return http;
  return {
    request(request) {
      if (request.url.origin !== url.origin) return http.request(request);
      const own = Object.entries(request.headers ?? {});
      const names = new Set(own.map(([name]) => name.toLowerCase()));
      const more = added.filter(([name]) => !names.has(name));
      const revealed = more.map(([name, value]) => [name, value.reveal()] as const);
      return http.request({ ...request, headers: Object.fromEntries([...own, ...revealed]) });
    },
  };
}
