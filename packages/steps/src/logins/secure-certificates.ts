import { refuse } from '@package-model/core/errors';
import type { PrivateFolder } from '@package-model/core/engine/private-folder';
import type { JobIdentity } from '@package-model/host/job-identity';
import { fetchSecureFile } from '@package-model/identity/secure-file';
import { wrapRequest } from './azure-logins.ts';
import type { LoginRequest } from './login-request.ts';
import { openHttp } from '../open-http.ts';
import type { StepContext } from '../step.ts';

const IDLE_TIMEOUT_MS = 60_000;

/** The context with the certificates of a secure file, where one is named. */
export async function certificatesOf(
  { request, identity }: { readonly request: LoginRequest; readonly identity: JobIdentity },
  folder: PrivateFolder,
  context: StepContext,
): Promise<StepContext> {
  const id = request.values['ca-certificates-file'];
  if (id === undefined || identity.kind !== 'azure-pipelines') return context;
  const place = { key: 'ca-certificates-file' };
  if (request.values['ca-certificates'] !== undefined) {
    const message = `${context.spell('ca-certificates')} is given, too; give one of them`;
    refuse('BAD_INPUT', [{ message, place }]);
  }
  const file = await identity.secureFile(id);
  if ('fault' in file) {
    refuse('BAD_INPUT', [{ message: file.fault, place }]);
    return context;
  }
  const { name, request: wanted } = file.value;
  const secured = { name, request: wrapRequest(wanted) };
  context.hide(secured.request.bearer);
  const { clock, signal, settings } = context;
  const http = await openHttp(undefined, IDLE_TIMEOUT_MS, context);
  try {
    const bytes = await fetchSecureFile(secured, { http, clock, signal });
    const path = await folder.write('certificates.pem', new TextDecoder().decode(bytes));
    const network = { ...settings.network, caCertificates: path };
    return { ...context, settings: { ...settings, network } };
  } finally {
    http.close();
  }
}
