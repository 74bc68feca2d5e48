import { mustRun } from '@package-model/tooling/machine/command';
import type { Bench } from './bench.ts';

/** The floor: one pass of openssl's sha256 over the file, then one upload of the same bytes. */
export async function hashAndUpload(bench: Bench, path: string, prefix: string): Promise<void> {
  const { signal } = bench;
  const hashed = await mustRun('openssl', ['sha256', '-r', path], { signal });
  const digest = hashed.slice(0, 64);
  const started = await curl(bench, ['-X', 'POST', `http://${repository(prefix)}/blobs/uploads/`]);
  const type = ['-H', 'content-type: application/octet-stream', '-H', 'Expect:'];
  const sent = await curl(bench, ['-X', 'PATCH', ...type, '-T', path, locationOf(started)]);
  const end = new URL(locationOf(sent));
  end.searchParams.set('digest', `sha256:${digest}`);
  const closed = await curl(bench, ['-X', 'PUT', end.href]);
  if (!/^HTTP\/1\.1 201/mu.test(closed)) throw new Error(`the upload by curl failed:\n${closed}`);
}

function repository(prefix: string): string {
  return prefix.replace('/', '/v2/').concat('/floor');
}

async function curl(bench: Bench, args: readonly string[]): Promise<string> {
  const always = ['--silent', '--show-error', '--fail', '--include', '--noproxy', '*'];
  return mustRun('curl', [...always, ...args], { signal: bench.signal });
}

function locationOf(answer: string): string {
  const location = /^location: *(\S+)/imu.exec(answer)?.[1];
  if (location === undefined) throw new Error(`no place to upload to:\n${answer}`);
  return location;
}
