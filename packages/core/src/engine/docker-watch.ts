import type { DockerCli } from './docker-cli.ts';
import { call, expect, failed, questionTimeoutMs, saysMissing } from './docker-cli.ts';
import { parseUsage } from './docker-json.ts';
import { parseChanges, parseProcesses } from './docker-text.ts';
import type { EngineContainers } from './engine.ts';

/** Comparing an image with a container can take long on stores that keep whole copies. */
const diffTimeoutMs = 120_000;

/** What can be seen of a container that runs, and its clean end, by the docker command line. */
export function watchContainers(
  cli: DockerCli,
): Pick<EngineContainers, 'changes' | 'usage' | 'processes' | 'exec' | 'stop'> {
  return {
    async changes(id, signal) {
      const what = `what container ${id} has written cannot be listed`;
      const args = ['container', 'diff', '--', id];
      return parseChanges(await expect(cli, what, args, { signal, timeoutMs: diffTimeoutMs }));
    },
    async usage(id, signal) {
      const args = ['container', 'stats', '--no-stream', '--format={{json .}}', '--', id];
      const result = await call(cli, args, { signal, timeoutMs: questionTimeoutMs });
      if (saysMissing(result)) return undefined;
      if (result.exitCode !== 0) throw failed(`container ${id} cannot be measured`, result);
      return parseUsage(result.stdout);
    },
    async processes(id, signal) {
      // Without the pid column the engine cannot tell the container's processes from others.
      const args = ['container', 'top', id, '-eo', 'pid,uid,rss,args'];
      const result = await call(cli, args, { signal, timeoutMs: questionTimeoutMs });
      if (saysMissing(result) || /is not running/i.test(result.stderr)) return [];
      const what = `the processes of container ${id} cannot be listed`;
      if (result.exitCode !== 0) throw failed(what, result);
      return parseProcesses(result.stdout);
    },
    async exec(id, command, signal) {
      const args = ['container', 'exec', '--', id, ...command];
      const { exitCode, stdout } = await call(cli, args, { signal, timeoutMs: questionTimeoutMs });
      return { exitCode, stdout };
    },
    async stop(id, { timeoutSeconds }, signal) {
      const args = ['container', 'stop', '-t', String(timeoutSeconds), '--', id];
      const result = await call(cli, args, { signal });
      if (result.exitCode === 0) return;
      throw failed(`container ${id} cannot be stopped`, result);
    },
  };
}
