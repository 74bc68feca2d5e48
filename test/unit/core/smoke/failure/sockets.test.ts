import { expect, it } from 'vitest';
import { parseSockets } from '../../../../../packages/core/src/smoke/failure/sockets.ts';

const tables = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1389 00000000:0000 0A 00000000:00000000 00:00000000 00000000 10001        0 81 1
   1: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 10001        0 82 1
   2: 0200A8C0:1F90 0100A8C0:D431 01 00000000:00000000 00:00000000 00000000 10001        0 83 1
  sl  local_address                         remote_address                        st
   0: 00000000000000000000000001000000:1389 00000000000000000000000000000000:0000 0A
   1: 00000000000000000000000000000000:01BB 00000000000000000000000000000000:0000 0A
`;

it('finds who waits for connections, and for whom', () => {
  expect(parseSockets(tables)).toEqual([
    { port: 5001, isLoopback: true },
    { port: 8080, isLoopback: false },
    { port: 5001, isLoopback: true },
    { port: 443, isLoopback: false },
  ]);
});
