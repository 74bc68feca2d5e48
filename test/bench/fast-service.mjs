// A model service that costs as little as Node allows; prints its port. For cases.bench.ts.
import { createServer } from 'node:http';

const answer = JSON.stringify([6783.288837, 4073.04977737]);
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.setHeader('content-type', 'application/json').end(answer);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.stdin.on('end', () => process.exit()).resume();
