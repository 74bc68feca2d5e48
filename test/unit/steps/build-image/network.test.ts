import type { BuildSecret } from '@package-model/core/engine/engine';
import { Secret } from '@package-model/core/secret';
import type { NetworkSettings, Settings } from '@package-model/core/settings';
import { buildSecrets, networkOf, secretsOf } from '@package-model/steps/build-image/network';
import { describe, expect, test } from 'vitest';

const settings: Settings = {
  workingDirectory: '/project',
  temporaryDirectory: '/tmp',
  runId: 'run-1',
  cacheDirectory: undefined,
  dockerConfigDirectory: '/home/.docker',
  ci: false,
  network: { caCertificates: '/host.pem', pipIndexUrl: new Secret('https://host-index/') },
};
const noValues = {
  'ca-certificates': undefined,
  'pip-index-url': undefined,
  'pip-extra-index-url': undefined,
  'conda-channel-alias': undefined,
  'apt-proxy': undefined,
};

function textOf(secrets: readonly BuildSecret[], id: string): string | undefined {
  const found = secrets.find((secret) => secret.id === id)?.source;
  return found?.kind === 'value' ? found.value.reveal() : found?.path;
}

describe('network settings', () => {
  test('come from the host where no input gives them', () => {
    const network = networkOf(noValues, { settings });
    expect(network.caCertificates).toBe('/host.pem');
    expect(network.pipIndexUrl?.reveal()).toBe('https://host-index/');
  });

  test('come from the inputs first, with paths from the working directory', () => {
    const values = {
      ...noValues,
      'ca-certificates': 'own.pem',
      'pip-index-url': new Secret('https://own-index/'),
    };
    const network = networkOf(values, { settings });
    expect(network.caCertificates).toBe('/project/own.pem');
    expect(network.pipIndexUrl?.reveal()).toBe('https://own-index/');
  });
});

describe('secrets of a build', () => {
  test('are none without settings', () => {
    expect(buildSecrets({})).toEqual([]);
  });

  test('are a file of certificates, a pip.conf, a uv.toml and an apt.conf', () => {
    const secrets = buildSecrets({
      caCertificates: '/ca.pem',
      pipIndexUrl: new Secret('https://u:p%40w@index/simple'),
      pipExtraIndexUrl: new Secret('https://more/simple'),
      aptProxy: new Secret('http://proxy:3142'),
    });
    expect(secrets.map((secret) => secret.id)).toEqual([
      'ca-certificates',
      'pip-config',
      'uv-config',
      'apt-config',
    ]);
    expect(textOf(secrets, 'ca-certificates')).toBe('/ca.pem');
    expect(textOf(secrets, 'pip-config')).toBe(
      '[global]\nindex-url = https://u:p%40w@index/simple\nextra-index-url = https://more/simple\n',
    );
    expect(textOf(secrets, 'apt-config')).toBe(
      'Acquire::http::Proxy "http://proxy:3142";\nAcquire::https::Proxy "http://proxy:3142";\n',
    );
  });

  test('tell uv and conda what they read', () => {
    const secrets = buildSecrets({
      pipIndexUrl: new Secret('https://u:p%40w@index/simple'),
      pipExtraIndexUrl: new Secret('https://more/simple https://last/"simple'),
      condaChannelAlias: new Secret('https://u:p@conda.example.com/t/token'),
    });
    expect(textOf(secrets, 'uv-config')).toBe(
      'index-url = "https://u:p%40w@index/simple"\nextra-index-url = ["https://more/simple","https://last/\\"simple"]\n',
    );
    expect(JSON.parse(textOf(secrets, 'condarc') ?? '')).toEqual({
      channel_alias: 'https://u:p@conda.example.com/t/token/',
    });
  });

  test('let no value start a setting of its own', () => {
    const evil = new Secret('https://index/\n[install]\ntarget = /etc');
    const pip = textOf(buildSecrets({ pipIndexUrl: evil }), 'pip-config');
    expect(pip).toBe('[global]\nindex-url = https://index/ [install] target = /etc\n');
    const apt = textOf(buildSecrets({ aptProxy: new Secret('http://a"; Evil "x') }), 'apt-config');
    expect(apt?.match(/"/g)).toHaveLength(4);
  });

  const proxy = new Secret('http://proxy.example.com:3128');
  test.each<readonly [string, NetworkSettings, boolean]>([
    ['an index behind it', { httpsProxy: proxy }, true],
    ['an index of another scheme', { httpProxy: proxy }, false],
    ['an exempt host', { httpsProxy: proxy, noProxy: 'localhost, .pypi.org' }, false],
    ['an exempt host by its end', { httpsProxy: proxy, noProxy: 'org' }, false],
    ['another exempt host', { httpsProxy: proxy, noProxy: 'ypi.org' }, true],
    ['everything exempt', { httpsProxy: proxy, noProxy: '*' }, false],
    ['a proxy on this machine', { httpsProxy: new Secret('http://127.0.0.1:3128') }, false],
  ])('have the proxy for %s', (_, network, expected) => {
    const pip = textOf(buildSecrets(network), 'pip-config') ?? '';
    expect(pip.includes('proxy = http')).toBe(expected);
  });

  test('are all looked for in the image', () => {
    const secrets = secretsOf({ pipIndexUrl: proxy, aptProxy: proxy, httpsProxy: proxy });
    expect(secrets).toHaveLength(3);
    expect(secretsOf({ caCertificates: '/ca.pem', noProxy: 'a' })).toEqual([]);
  });

  test('print nothing of themselves', () => {
    expect(JSON.stringify(buildSecrets({ pipIndexUrl: proxy }))).not.toContain('proxy.example.com');
  });
});
