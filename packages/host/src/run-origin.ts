import { readFile } from 'node:fs/promises';
import type { Environment } from './host.ts';

/** Who wrote the files that a run works on. */
export type RunOrigin =
  | { readonly kind: 'own' }
  /** A pull request from a fork: anyone. */
  | { readonly kind: 'fork' }
  /**
   * The same, in a run that has the rights of the repository all the same. What is checked out says
   * nothing: such runs take files of the fork from artifacts and from folders beside, too.
   */
  | { readonly kind: 'fork-with-rights'; readonly event: string };

/** Events of pull requests that run without the repository's rights when they come from a fork. */
const WITHOUT_RIGHTS = ['pull_request', 'pull_request_review', 'pull_request_review_comment'];
/** Events that have them, whoever caused them. */
const WITH_RIGHTS = ['pull_request_target', 'workflow_run'];

/** Reads it from what GitHub and Azure Pipelines say of the run; other machines run their own. */
export async function readRunOrigin(environment: Environment): Promise<RunOrigin> {
  if (environment['SYSTEM_PULLREQUEST_ISFORK']?.toLowerCase() === 'true') return { kind: 'fork' };
  const event = environment['GITHUB_EVENT_NAME'] ?? '';
  const hasRights = WITH_RIGHTS.includes(event);
  if (!hasRights && !WITHOUT_RIGHTS.includes(event)) return { kind: 'own' };
  if (!isFromFork(await readEvent(environment))) return { kind: 'own' };
  return hasRights ? { kind: 'fork-with-rights', event } : { kind: 'fork' };
}

async function readEvent(environment: Environment): Promise<unknown> {
  try {
    const event: unknown = JSON.parse(
      await readFile(environment['GITHUB_EVENT_PATH'] ?? '', 'utf8'),
    );
    return event;
  } catch {
    return undefined; // Judged as one that does not say where it comes from.
  }
}

/** True unless the event says that both sides of the pull request are one repository. */
function isFromFork(event: unknown): boolean {
  const run = at(event, 'workflow_run');
  if (run !== undefined) {
    if (!String(at(run, 'event')).startsWith('pull_request')) return false;
    return isOther(at(run, 'head_repository'), at(run, 'repository'));
  }
  const pull = at(event, 'pull_request');
  return isOther(at(at(pull, 'head'), 'repo'), at(at(pull, 'base'), 'repo'));
}

/** A repository that was deleted since is not ours either. */
function isOther(head: unknown, base: unknown): boolean {
  const name = at(head, 'full_name');
  return typeof name !== 'string' || name !== at(base, 'full_name');
}

function at(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const found: unknown = Reflect.get(value, key);
  return found;
}
