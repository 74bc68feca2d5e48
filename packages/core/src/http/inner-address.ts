import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { HttpError } from './errors.ts';

/** How far inside an address is; a later one is more dangerous to be sent to. */
const zones = ['public', 'private', 'loopback', 'link-local'] as const;
type Zone = (typeof zones)[number];

const ranges: readonly (readonly [Zone, string, number, 'ipv4' | 'ipv6'])[] = [
  ['private', '10.0.0.0', 8, 'ipv4'],
  ['private', '100.64.0.0', 10, 'ipv4'],
  ['private', '172.16.0.0', 12, 'ipv4'],
  ['private', '192.168.0.0', 16, 'ipv4'],
  ['private', 'fc00::', 7, 'ipv6'],
  ['loopback', '0.0.0.0', 8, 'ipv4'],
  ['loopback', '127.0.0.0', 8, 'ipv4'],
  ['loopback', '::', 127, 'ipv6'],
  // Where clouds answer with machine credentials.
  ['link-local', '169.254.0.0', 16, 'ipv4'],
  ['link-local', '100.100.100.200', 32, 'ipv4'],
  ['link-local', 'fe80::', 10, 'ipv6'],
  ['link-local', 'fd00:ec2::254', 128, 'ipv6'],
];

export type ResolveHost = (host: string) => Promise<readonly string[]>;

/**
 * Refuses a URL that a server named (an auth realm, a redirect, an upload address) when it lies
 * further inside the network than `namedHost`, the host that the user named: a public registry
 * cannot send us to a private address, nor any of them to a metadata service. HttpError
 * INNER_ADDRESS.
 */
export async function refuseInnerAddress(
  url: URL,
  namedHost: string,
  resolve: ResolveHost = resolveAll,
): Promise<void> {
  if (url.host === namedHost) return;
  const target = await zoneOf(url.hostname, resolve);
  if (target.zone === 'public') return;
  const { hostname } = new URL(`https://${namedHost}`);
  const own = await zoneOf(hostname, resolve);
  const isFurtherIn = zones.indexOf(target.zone) > zones.indexOf(own.zone);
  if (!isFurtherIn && target.zone !== 'link-local') return;
  throw new HttpError(
    'INNER_ADDRESS',
    `${namedHost} sends us to ${url.host}, a ${target.zone} address (${target.address}); ` +
      'nothing is sent there. Check the registry and the network settings.',
  );
}

async function zoneOf(
  hostname: string,
  resolve: ResolveHost,
): Promise<{ readonly zone: Zone; readonly address: string }> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) === 0 ? await resolve(host) : [host];
  let worst: { readonly zone: Zone; readonly address: string } = { zone: 'public', address: host };
  for (const address of addresses) {
    const zone = zoneOfAddress(address);
    if (zones.indexOf(zone) > zones.indexOf(worst.zone)) worst = { zone, address };
  }
  return worst;
}

function zoneOfAddress(address: string): Zone {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const found = ranges.findLast(([, start, prefix, type]) => {
    const list = new BlockList();
    list.addSubnet(start, prefix, type);
    return list.check(address, family);
  });
  return found?.[0] ?? 'public';
}

async function resolveAll(host: string): Promise<readonly string[]> {
  // A name that does not resolve is reported by the request itself, with a better message.
  const found = await lookup(host, { all: true }).catch(() => []);
  return found.map((entry) => entry.address);
}
