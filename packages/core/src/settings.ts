import type { Secret } from './secret.ts';

/** What the host knows of the machine it runs on; core never reads an environment variable. */
export type Settings = {
  /** Where relative paths of the call start. */
  readonly workingDirectory: string;
  /** A folder for what is thrown away at the end; it exists. */
  readonly temporaryDirectory: string;
  /** Names this run among others: containers and networks it makes are labelled with it. */
  readonly runId: string;
  /** Where file digests are remembered between runs; undefined in CI, where they must not be. */
  readonly cacheDirectory: string | undefined;
  /** Docker's configuration folder (`~/.docker` or `$DOCKER_CONFIG`). */
  readonly dockerConfigDirectory: string;
  /** Podman's own file of logins, where it would read one before docker's configuration. */
  readonly podmanAuthFile?: string;
  /** The socket of docker's engine where its command line uses one of this machine. */
  readonly dockerSocket?: string;
  /** Folders of programs, as PATH lists them. */
  readonly searchPath?: string;
  /** True in a pipeline: no questions, no progress lines, no folder registry by default. */
  readonly ci: boolean;
  /** Network settings found in the host's usual variables; inputs given by the user win. */
  readonly network: NetworkSettings;
};

/** Reaches builds as secrets and never stays in an image. */
export type NetworkSettings = {
  /** Path of a PEM bundle. */
  readonly caCertificates?: string;
  readonly pipIndexUrl?: Secret;
  readonly pipExtraIndexUrl?: Secret;
  /** Where names of conda channels lead, with a token maybe. */
  readonly condaChannelAlias?: Secret;
  readonly aptProxy?: Secret;
  readonly httpProxy?: Secret;
  readonly httpsProxy?: Secret;
  readonly noProxy?: string;
};
