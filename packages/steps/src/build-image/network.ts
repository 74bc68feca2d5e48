import { resolve } from 'node:path';
import { Secret } from '@package-model/core/secret';
import type { BuildSecret } from '@package-model/core/engine/engine';
import { secretIds } from '@package-model/core/package/environment/environment-steps';
import type { SecretId } from '@package-model/core/package/environment/environment-steps';
import type { NetworkSettings } from '@package-model/core/settings';
import type { StepContext } from '../step.ts';
import type { BuildImageValues } from './inputs.ts';

type NetworkValues = Pick<
  BuildImageValues,
  'ca-certificates' | 'pip-index-url' | 'pip-extra-index-url' | 'conda-channel-alias' | 'apt-proxy'
>;

/** What reaches the build: inputs first, then what the host's usual variables say. */
export function networkOf(
  values: NetworkValues,
  context: Pick<StepContext, 'settings'>,
): NetworkSettings {
  const { network, workingDirectory } = context.settings;
  const caCertificates = values['ca-certificates'] ?? network.caCertificates;
  const pipIndexUrl = values['pip-index-url'] ?? network.pipIndexUrl;
  const pipExtraIndexUrl = values['pip-extra-index-url'] ?? network.pipExtraIndexUrl;
  const condaChannelAlias = values['conda-channel-alias'];
  const aptProxy = values['apt-proxy'] ?? network.aptProxy;
  return {
    ...network,
    ...(caCertificates && { caCertificates: resolve(workingDirectory, caCertificates) }),
    ...(pipIndexUrl && { pipIndexUrl }),
    ...(pipExtraIndexUrl && { pipExtraIndexUrl }),
    ...(condaChannelAlias && { condaChannelAlias }),
    ...(aptProxy && { aptProxy }),
  };
}

/** What may be found in no image. */
export function secretsOf(network: NetworkSettings): readonly Secret[] {
  const { pipIndexUrl, pipExtraIndexUrl, condaChannelAlias, aptProxy } = network;
  const { httpProxy, httpsProxy } = network;
  const secrets = [pipIndexUrl, pipExtraIndexUrl, condaChannelAlias, aptProxy];
  return [...secrets, httpProxy, httpsProxy].filter((secret) => secret !== undefined);
}

/** The network settings as secrets of a build, each with the id that the Dockerfile mounts. */
export function buildSecrets(
  network: NetworkSettings,
): readonly (BuildSecret & { id: SecretId })[] {
  const { caCertificates, aptProxy } = network;
  const pip = pipConfig(network);
  const uv = uvConfig(network);
  const conda = condaConfig(network);
  return [
    ...(caCertificates === undefined
      ? []
      : [
          {
            id: secretIds.caCertificates,
            source: { kind: 'file', path: caCertificates } as const,
          },
        ]),
    ...(pip === undefined
      ? []
      : [{ id: secretIds.pipConfig, source: { kind: 'value', value: pip } as const }]),
    ...(uv === undefined
      ? []
      : [{ id: secretIds.uvConfig, source: { kind: 'value', value: uv } as const }]),
    ...(conda === undefined
      ? []
      : [{ id: secretIds.condaConfig, source: { kind: 'value', value: conda } as const }]),
    ...(aptProxy === undefined
      ? []
      : [
          {
            id: secretIds.aptConfig,
            source: { kind: 'value', value: aptConfig(aptProxy) } as const,
          },
        ]),
  ];
}

function pipConfig(network: NetworkSettings): Secret | undefined {
  const { pipIndexUrl, pipExtraIndexUrl } = network;
  const proxy = pipProxy(network);
  const lines = [
    ...(pipIndexUrl === undefined ? [] : [`index-url = ${oneLine(pipIndexUrl)}`]),
    ...(pipExtraIndexUrl === undefined ? [] : [`extra-index-url = ${oneLine(pipExtraIndexUrl)}`]),
    ...(proxy === undefined ? [] : [`proxy = ${oneLine(proxy)}`]),
  ];
  return lines.length === 0 ? undefined : new Secret(`[global]\n${lines.join('\n')}\n`);
}

/** uv reads none of pip's settings; its own file has them in TOML. */
function uvConfig({ pipIndexUrl, pipExtraIndexUrl }: NetworkSettings): Secret | undefined {
  const more = pipExtraIndexUrl === undefined ? [] : oneLine(pipExtraIndexUrl).split(' ');
  const lines = [
    ...(pipIndexUrl === undefined ? [] : [`index-url = ${JSON.stringify(oneLine(pipIndexUrl))}`]),
    ...(more.length === 0 ? [] : [`extra-index-url = ${JSON.stringify(more)}`]),
  ];
  return lines.length === 0 ? undefined : new Secret(`${lines.join('\n')}\n`);
}

function condaConfig({ condaChannelAlias }: NetworkSettings): Secret | undefined {
  if (condaChannelAlias === undefined) return undefined;
  const alias = oneLine(condaChannelAlias).replace(/\/*$/, '/');
  return new Secret(`${JSON.stringify({ channel_alias: alias })}\n`);
}

/**
 * The proxy on the way to the package index; none where no-proxy names the index's host, and none
 * on this machine's own loopback, which a build cannot reach.
 */
function pipProxy({ pipIndexUrl, httpProxy, httpsProxy, noProxy }: NetworkSettings) {
  const index = parseUrl(pipIndexUrl?.reveal() ?? 'https://pypi.org/simple');
  const proxy = index?.protocol === 'http:' ? httpProxy : httpsProxy;
  const host = proxy === undefined ? undefined : parseUrl(oneLine(proxy))?.hostname;
  if (index === undefined || host === undefined || isLoopback(host)) return undefined;
  return isExempt(index.hostname, noProxy ?? '') ? undefined : proxy;
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function isLoopback(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);
}

function isExempt(host: string, noProxy: string): boolean {
  const names = noProxy.split(/[\s,]+/).filter((name) => name !== '');
  return names.some((name) => {
    const suffix = name.replace(/^\*?\.?/, '');
    return name === '*' || host === suffix || host.endsWith(`.${suffix}`);
  });
}

function aptConfig(proxy: Secret): Secret {
  const url = oneLine(proxy).replaceAll('"', '');
  return new Secret(`Acquire::http::Proxy "${url}";\nAcquire::https::Proxy "${url}";\n`);
}

/** Line ends would start another setting. */
function oneLine(secret: Secret): string {
  return secret.reveal().replaceAll(/\s+/g, ' ').trim();
}
