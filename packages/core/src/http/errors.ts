import { CodedError, codeOf, messageOf } from '../errors.ts';

export type HttpErrorCode =
  | 'UNREACHABLE'
  | 'TLS'
  | 'PROXY'
  | 'TIMEOUT'
  | 'TOO_LARGE'
  | 'BODY_SIZE'
  | 'UNSUPPORTED_SCHEME'
  | 'INNER_ADDRESS';

/** The other side could not be reached, or the exchange broke; any status is an answer instead. */
export class HttpError extends CodedError<HttpErrorCode> {}

const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused; check the address and that the service runs',
  ENOTFOUND: 'the host name is not known; check the address and the DNS of this machine',
  EAI_AGAIN: 'the host name could not be looked up; check the DNS of this machine',
  ECONNRESET: 'the other side closed the connection; try again',
  EPIPE: 'the other side closed the connection; try again',
  ETIMEDOUT: 'the connection timed out; check the address and the firewall or proxy',
  EHOSTUNREACH: 'no route to the host; check the address and the network',
  ENETUNREACH: 'no route to the network; check the network of this machine',
};

const TLS_CODE =
  /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/;

/** Turns what a socket raised into an `HttpError` that names `host:port`, the cause and the remedy. */
export function connectionError(error: unknown, url: URL): HttpError {
  if (error instanceof HttpError) return error;
  const code = codeOf(error) ?? '';
  const place = hostAndPort(url);
  if (TLS_CODE.test(code)) return tlsError(error, place, code);
  if (code.startsWith('HPE_')) return notHttp(error, place, code);
  const cause = CAUSES[code] ?? messageOf(error);
  const suffix = code === '' ? '' : ` (${code})`;
  return new HttpError('UNREACHABLE', `Cannot reach ${place}: ${cause}${suffix}.`, {
    cause: error,
  });
}

/** Node's parser has given up; `HPE_HEADER_OVERFLOW` is its limit of 16 KiB. */
function notHttp(error: unknown, place: string, code: string): HttpError {
  const cause =
    code === 'HPE_HEADER_OVERFLOW'
      ? 'it has more than 16 KiB of headers; send fewer or shorter ones'
      : `it is not HTTP (${messageOf(error)}); check the address and the port`;
  const text = `The answer of ${place} cannot be read: ${cause} (${code}).`;
  return new HttpError('UNREACHABLE', text, { cause: error });
}

function tlsError(error: unknown, place: string, code: string): HttpError {
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    const text = `No TLS connection to ${place}: what listens there does not speak TLS as expected (${code}). Check the address and the port.`;
    return new HttpError('TLS', text, { cause: error });
  }
  const text = `The TLS certificate of ${place} was not accepted: ${messageOf(error)} (${code}). If a proxy or a registry of your own signs it, give its certificate authority with ca-certificates (a PEM file).`;
  return new HttpError('TLS', text, { cause: error });
}

/** `host:port` with the port that the scheme implies; never user, path or query. */
export function hostAndPort(url: URL): string {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return `${url.hostname}:${port}`;
}
