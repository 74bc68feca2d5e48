import { ask } from './ask.ts';
import type { AskDeps } from './ask.ts';
import { IdentityError } from './errors.ts';
import type { IdTokenRequest } from './id-token.ts';

const LIMIT_BYTES = 10 * 1024 * 1024;

/** The bytes of a secure file of Azure Pipelines, at most 10 MiB. SECURE_FILE_REFUSED. */
export async function fetchSecureFile(
  file: { readonly name: string; readonly request: IdTokenRequest },
  deps: AskDeps,
): Promise<Uint8Array> {
  const { url, bearer } = file.request;
  const headers = {
    accept: 'application/octet-stream',
    authorization: `Bearer ${bearer.reveal()}`,
  };
  const request = { method: 'GET', url: new URL(url), headers };
  const { status, body } = await ask(request, deps, LIMIT_BYTES);
  if (status === 200) return body;
  throw new IdentityError(
    'SECURE_FILE_REFUSED',
    `the secure file ${file.name} cannot be fetched (status ${status}); let the pipeline use it`,
  );
}
