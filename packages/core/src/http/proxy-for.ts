import { BlockList, isIP, isIPv6 } from 'node:net';
import type { NetworkSettings } from '../settings.ts';
import { HttpError } from './errors.ts';

/** Proxies of the machine and what is reached without them, as the usual variables have them. */
export type ProxySettings = Pick<NetworkSettings, 'httpProxy' | 'httpsProxy' | 'noProxy'>;

/**
 * The proxy on the way to a URL; undefined where it is reached directly, as loopback always is.
 * HttpError PROXY when the setting is no address.
 */
export function proxyFor(url: URL, settings: ProxySettings): URL | undefined {
  const isSecure = url.protocol === 'https:';
  if (!isSecure && url.protocol !== 'http:') return undefined;
  const text = (isSecure ? settings.httpsProxy : settings.httpProxy)?.reveal().trim() ?? '';
  if (text === '' || isLoopback(hostOf(url)) || isExcepted(url, settings.noProxy ?? '')) {
    return undefined;
  }
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const proxy = URL.canParse(address) ? new URL(address) : undefined;
  if (proxy !== undefined && ['http:', 'https:'].includes(proxy.protocol)) return proxy;
  const variable = isSecure ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const message = `${variable} is not the address of a proxy; write http://HOST:PORT, or take it away.`;
  throw new HttpError('PROXY', message);
}

/** The header that logs in to a proxy whose address has a user; {} without. */
export function proxyLogin(proxy: URL): Readonly<Record<string, string>> {
  if (proxy.username === '') return {};
  const login = [proxy.username, proxy.password].map(decodeURIComponent).join(':');
  return { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` };
}

/** `*`, names with all that is below them, addresses and ranges of them, each with a port or not. */
function isExcepted(url: URL, list: string): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const host = hostOf(url);
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === '' || entry === '*') return entry === '*';
      const [, name = entry, wantedPort] = isIPv6(entry) ? [] : (/^(.+?):(\d+)$/.exec(entry) ?? []);
      if (wantedPort !== undefined && wantedPort !== port) return false;
      const bare = name.replace(/^\*?\.|^\[|\]$/g, '');
      return host === bare || host.endsWith(`.${bare}`) || isWithin(host, bare);
    });
}

function isWithin(host: string, range: string): boolean {
  const [network = '', bits] = range.split('/');
  const version = isIP(network);
  if (bits === undefined || version === 0 || isIP(host) !== version) return false;
  const family = version === 6 ? 'ipv6' : 'ipv4';
  const prefix = Number(bits);
  if (!/^\d+$/.test(bits) || prefix > (version === 6 ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(network, prefix, family);
  return list.check(host, family);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || isWithin(host, '127.0.0.0/8');
}

function hostOf(url: URL): string {
  return url.hostname.toLowerCase().replace(/^\[|\]$/g, '');
}
