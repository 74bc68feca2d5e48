import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InputError, messageOf } from '@package-model/core/errors';
import { createHttp } from '@package-model/core/http/http';
import type { Http } from '@package-model/core/http/http';
import type { StepContext } from './step.ts';

type Context = Pick<StepContext, 'settings' | 'spell'>;

/**
 * A client that trusts these certificates, or those of the machine's settings, beside the usual, and
 * takes the machine's proxies.
 */
export async function openHttp(
  caCertificates: string | undefined,
  idleTimeoutMs: number,
  context: Context,
): Promise<Http> {
  const ca = caCertificates ?? context.settings.network.caCertificates;
  return createHttp({
    userAgent: 'package-model',
    proxy: context.settings.network,
    idleTimeoutMs,
    ...(ca === undefined ? {} : { ca: [await readCertificates(ca, context)] }),
  });
}

async function readCertificates(path: string, context: Context): Promise<string> {
  const place = { key: context.spell('ca-certificates') };
  let text: string;
  try {
    text = await readFile(resolve(context.settings.workingDirectory, path), 'utf8');
  } catch (cause) {
    const message = `cannot read ${path}: ${messageOf(cause)}; give the path of a PEM file`;
    throw new InputError('BAD_INPUT', [{ message, place }], { cause });
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  const message = `${path} holds no certificate; give the path of a PEM file`;
  throw new InputError('BAD_INPUT', [{ message, place }]);
}
