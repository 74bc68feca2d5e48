import { proxyFor } from '@package-model/core/http/proxy-for';
import { Secret } from '@package-model/core/secret';
import { expect, test } from 'vitest';

const https = new Secret('http://proxy.example.com:3128');
const http = new Secret('http://plain.example.com');

function hostFor(url: string, noProxy = ''): string | undefined {
  return proxyFor(new URL(url), { httpProxy: http, httpsProxy: https, noProxy })?.host;
}

test('each scheme has its own proxy', () => {
  expect(hostFor('https://registry.example.com/v2/')).toBe('proxy.example.com:3128');
  expect(hostFor('http://service.example.com/')).toBe('plain.example.com');
  expect(proxyFor(new URL('https://a.example'), { httpProxy: http })).toBeUndefined();
});

test.each([
  'https://localhost/',
  'https://127.0.0.1:5000/',
  'http://127.8.9.1/',
  'https://[::1]:5/',
])('loopback needs no exception: %s', (url) => {
  expect(hostFor(url)).toBeUndefined();
});

test.each([
  ['https://registry.example.com/', 'example.com'],
  ['https://registry.example.com/', '.example.com'],
  ['https://registry.example.com/', 'other, *.example.com'],
  ['https://Registry.Example.com/', 'REGISTRY.example.com'],
  ['https://registry.example.com:5000/', 'registry.example.com:5000'],
  ['https://registry.example.com/', 'registry.example.com:443'],
  ['https://10.1.2.3/', '10.1.2.3'],
  ['https://10.1.2.3/', 'a 10.0.0.0/8'],
  ['https://[fd00::7]/', 'fd00::/8'],
  ['https://[fd00::7]/', 'fd00::7'],
  ['https://anything/', '*'],
])('%s is reached directly with NO_PROXY=%s', (url, noProxy) => {
  expect(hostFor(url, noProxy)).toBeUndefined();
});

test.each([
  ['https://registry.example.com/', 'ample.com'],
  ['https://registry.example.com/', 'registry.example.com:5000'],
  ['https://registry.example.com/', 'a.registry.example.com'],
  ['https://11.1.2.3/', '10.0.0.0/8'],
  ['https://11.1.2.3/', '10.0.0.0/99, 1/x'],
  ['https://registry.example.com/', ''],
])('%s goes by the proxy with NO_PROXY=%s', (url, noProxy) => {
  expect(hostFor(url, noProxy)).toBe('proxy.example.com:3128');
});

test('an address without a scheme is one of http', () => {
  const found = proxyFor(new URL('https://a.example'), { httpsProxy: new Secret('proxy:8080') });
  expect(found?.href).toBe('http://proxy:8080/');
});

test.each(['socks5://proxy:1', 'http://', 'proxy:port'])(
  'what is no address of a proxy is told, and not shown: %s',
  (text) => {
    const ask = () => proxyFor(new URL('https://a.example'), { httpsProxy: new Secret(text) });
    expect(ask).toThrow(expect.objectContaining({ code: 'PROXY' }));
    expect(ask).toThrow(/^HTTPS_PROXY is not the address of a proxy; write http:\/\/HOST:PORT/);
  },
);
