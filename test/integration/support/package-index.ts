import { appendFile, copyFile } from 'node:fs/promises';

/** This machine's package index, with a user and password that it does not ask for. */
export function indexUrl(user: string, password: string): string {
  const url = new URL(process.env['PIP_INDEX_URL'] ?? 'https://pypi.org/simple');
  url.username = user;
  url.password = password;
  return url.href;
}

/** This machine's certificates and one that would betray them. */
export async function writeCertificates(target: string, canary = ''): Promise<void> {
  const { PIP_CERT, SSL_CERT_FILE } = process.env;
  await copyFile(PIP_CERT ?? SSL_CERT_FILE ?? '/etc/ssl/certs/ca-certificates.crt', target);
  await appendFile(target, `\n${canary}`);
}
