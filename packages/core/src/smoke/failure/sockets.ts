import type { Socket } from './cause.ts';

const LISTEN = '0A';
/** 127.0.0.0/8 in the byte order of /proc, alone or mapped into IPv6, and ::1. */
const LOOPBACK = /^(?:0{16}FFFF0000)?[0-9A-F]{6}7F$|^0{24}01000000$/;

/** The waiting sockets in what /proc/net/tcp and tcp6 say (Linux, proc_net_tcp.txt). */
export function parseSockets(text: string): readonly Socket[] {
  const found: Socket[] = [];
  for (const line of text.split('\n')) {
    const [, local = '', , state] = line.trim().split(/\s+/);
    const [address = '', port = ''] = local.split(':');
    if (state !== LISTEN || port === '') continue;
    found.push({ port: Number.parseInt(port, 16), isLoopback: LOOPBACK.test(address) });
  }
  return found;
}
