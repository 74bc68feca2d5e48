import * as z from 'zod/mini';
import type { HttpResponse } from '../../http/http.ts';
import { OciError } from '../errors.ts';
import type { OciErrorCode } from '../errors.ts';

const MAX_TEXT = 300;
const MAX_RETRY_AFTER_MS = 60_000;

/** GitLab's words, https://gitlab.com/gitlab-org/container-registry; it has them in `detail`. */
const OTHER_KIND = /(?:unknown|unsupported|invalid) (?:media|artifact) ?type/i;
const OTHER_STORE =
  "this registry does not take artefacts of this type, GitLab's is known for it; use another " +
  'registry, or a layout folder (dir:PATH)';
const OTHER_FORM = 'the registry does not take this kind of manifest';

const errorBody = z.object({
  errors: z.array(
    z.object({
      code: z.optional(z.string()),
      message: z.optional(z.string()),
      detail: z.optional(z.unknown()),
    }),
  ),
});

export type Refused = {
  readonly status: number;
  readonly retryAfterMs?: number | undefined;
  readonly body: Uint8Array;
  /** `PUT host/repository`. */
  readonly what: string;
  readonly host: string;
  readonly identity: string;
  readonly access: 'pull' | 'push' | 'delete';
};

/** An answer from 400 up as an error that says who was refused what, and the remedy. */
export function refusal(refused: Refused): OciError {
  const { codes, text } = readErrors(refused.body);
  const said = text === '' ? `status ${refused.status}` : `status ${refused.status}, ${text}`;
  const { code, remedy } = diagnose(refused, codes, text);
  const answer = { status: refused.status, retryAfterMs: refused.retryAfterMs };
  return new OciError(code, `${refused.what} was refused (${said}); ${remedy}`, { answer });
}

function diagnose(
  refused: Refused,
  codes: readonly string[],
  text: string,
): { readonly code: OciErrorCode; readonly remedy: string } {
  const { status, host, identity, access } = refused;
  // ECR says it with 400, Quay with 409, Harbor with 412.
  if (access === 'push' && /immutable/i.test(text)) {
    const remedy =
      'the tag stands for another image and is immutable there: give another tag, or let the registry keep tags immutable except candidate-*, env-* and claim-*';
    return { code: 'TAG_IMMUTABLE', remedy };
  }
  if (codes.includes('NAME_UNKNOWN') && access === 'push') {
    return { code: 'DENIED', remedy: 'this registry makes no repositories: create it there first' };
  }
  if (codes.includes('MANIFEST_BLOB_UNKNOWN')) {
    return { code: 'BLOB_UNKNOWN', remedy: 'a blob that was there is gone: run again' };
  }
  if (codes.includes('MANIFEST_INVALID')) {
    return { code: 'INVALID_MANIFEST', remedy: OTHER_KIND.test(text) ? OTHER_STORE : OTHER_FORM };
  }
  if (status === 401) {
    const remedy = `${identity} is not known there or the password is wrong: docker login ${host}, or correct the input that gives this login`;
    return { code: 'UNAUTHORIZED', remedy };
  }
  if (status === 403) {
    return {
      code: 'DENIED',
      remedy: `${identity} has no right to ${access} there: ${whoGives(refused)}`,
    };
  }
  if (status === 404) return { code: 'MANIFEST_UNKNOWN', remedy: 'check the name' };
  if (status === 413) {
    return { code: 'TOO_LARGE', remedy: 'a proxy or the registry caps the size: raise its limit' };
  }
  return { code: 'REGISTRY_FAILED', remedy: 'look at the registry, then run again' };
}

/** GitHub's packages: https://docs.github.com/packages/learn-github-packages/about-permissions-for-github-packages */
function whoGives({ host, access }: Refused): string {
  if (host !== 'ghcr.io' && !host.startsWith('containers.')) return 'ask for it';
  const right = access === 'pull' ? 'read' : 'write';
  return `a job needs the permission packages: ${right}, and the package's settings must give its repository that role`;
}

function readErrors(body: Uint8Array): { readonly codes: string[]; readonly text: string } {
  const raw = new TextDecoder().decode(body);
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    // Any body is legal in an error answer; markup of a proxy says nothing to the user.
    return { codes: [], text: raw.startsWith('<') ? '' : printable(raw) };
  }
  const parsed = errorBody.safeParse(value);
  if (!parsed.success) return { codes: [], text: '' };
  const codes = parsed.data.errors.map((entry) => entry.code ?? '');
  const text = parsed.data.errors.map(({ code = '', message = '', detail }) => {
    const more = typeof detail === 'string' && !message.includes(detail) ? `: ${detail}` : '';
    return `${code} ${message}${more}`.trim();
  });
  return { codes, text: printable(text.join('; ')) };
}

function printable(text: string): string {
  return text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_TEXT);
}

/** What `Retry-After` asks for, in ms and at most a minute; undefined without the header. */
export function retryAfterMs(response: HttpResponse, nowMs: number): number | undefined {
  const value = response.headers.get('retry-after');
  if (value === undefined) return undefined;
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - nowMs;
  return Number.isFinite(ms) ? Math.min(MAX_RETRY_AFTER_MS, Math.max(0, ms)) : undefined;
}
