import type { DockerApi } from './docker-api.ts';
import { read } from './docker-api.ts';
import { askVersion } from './docker-builder.ts';
import type { DockerCli } from './docker-cli.ts';
import { expect, questionTimeoutMs } from './docker-cli.ts';
import type { DockerInfo, DockerServer } from './docker-json.ts';
import { parseContextHost, parseInfo, parseServer } from './docker-json.ts';

/** What is asked of docker about itself. */
export type DockerQuestions = {
  server(signal: AbortSignal): Promise<DockerServer>;
  info(signal: AbortSignal): Promise<DockerInfo>;
  /** The address of the daemon: `unix:///var/run/docker.sock`, `tcp://host:2376`, `ssh://host`. */
  endpoint(signal: AbortSignal): Promise<string>;
};

/** By the command line. */
export function askCli(cli: DockerCli): DockerQuestions {
  const options = (signal: AbortSignal) => ({ signal, timeoutMs: questionTimeoutMs });
  return {
    server: async (signal) => (await askVersion(cli, signal)).server,
    async info(signal) {
      const args = ['info', '--format', '{{json .}}'];
      const what = 'the container engine does not answer';
      return parseInfo(await expect(cli, what, args, options(signal)));
    },
    async endpoint(signal) {
      const what = 'the context of docker cannot be read';
      return parseContextHost(await expect(cli, what, ['context', 'inspect'], options(signal)));
    },
  };
}

/** By the socket, each question once; what it does not answer is asked of the command line. */
export function askSocket(api: DockerApi, cli: DockerQuestions): DockerQuestions {
  const ask = async <T>(path: string, parse: (text: string) => T, signal: AbortSignal) =>
    read(await api.call({ method: 'GET', path, signal }), parse);
  let server: Promise<DockerServer | undefined> | undefined;
  let info: Promise<DockerInfo | undefined> | undefined;
  return {
    async server(signal) {
      server ??= ask('/version', parseServer, signal);
      return (await server) ?? cli.server(signal);
    },
    async info(signal) {
      info ??= ask('/info', parseInfo, signal);
      return (await info) ?? cli.info(signal);
    },
    endpoint: async () => api.endpoint,
  };
}
