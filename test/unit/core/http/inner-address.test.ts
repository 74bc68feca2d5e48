import { expect, test } from 'vitest';
import { refuseInnerAddress } from '@package-model/core/http/inner-address';

const hosts: Readonly<Record<string, readonly string[]>> = {
  'registry.example.com': ['203.0.113.10'],
  'auth.example.com': ['203.0.113.11', '2001:db8::1'],
  'registry.corp': ['10.1.2.3'],
  'auth.corp': ['10.9.9.9'],
  'rebound.example.com': ['203.0.113.12', '169.254.169.254'],
};
const resolve = async (host: string) => hosts[host] ?? [];
const refuse = (url: string, namedHost: string) =>
  refuseInnerAddress(new URL(url), namedHost, resolve);

test.each([
  ['https://auth.example.com/token', 'registry.example.com'],
  ['https://auth.corp/token', 'registry.corp'],
  ['http://127.0.0.1:5001/token', '127.0.0.1:5000'],
  ['http://localhost.invalid/token', 'registry.example.com'],
])('lets %s through for %s', async (url, namedHost) => {
  await expect(refuse(url, namedHost)).resolves.toBeUndefined();
});

test.each([
  ['https://auth.corp/token', 'registry.example.com', 'private'],
  ['https://192.168.1.1/', 'registry.example.com', 'private'],
  ['https://127.0.0.1/', 'registry.corp', 'loopback'],
  ['https://[::1]/', 'registry.corp', 'loopback'],
  ['https://169.254.169.254/latest/meta-data', 'registry.corp', 'link-local'],
  ['https://169.254.169.254/', '127.0.0.1:5000', 'link-local'],
  ['https://[fd00:ec2::254]/', 'registry.corp', 'link-local'],
  ['https://100.100.100.200/', 'registry.corp', 'link-local'],
  ['https://rebound.example.com/', 'registry.example.com', 'link-local'],
])('refuses %s named by %s as %s', async (url, namedHost, zone) => {
  await expect(refuse(url, namedHost)).rejects.toMatchObject({
    code: 'INNER_ADDRESS',
    message: expect.stringContaining(zone),
  });
});
