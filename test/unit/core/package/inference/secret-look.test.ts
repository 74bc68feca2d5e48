import { hasSecret, looksSecret } from '@package-model/core/package/inference/secret-look';
import { describe, expect, test } from 'vitest';

describe('a variable looks like a secret', () => {
  test.each([
    ['DB_PASSWORD', 'hunter2'],
    ['dbPassword', 'hunter2'],
    ['PGPASSWORD_FILE.PASSWORD', 'x'],
    ['HF_TOKEN', 'hf_abc'],
    ['client-secret', 'abc'],
    ['AZURE_CLIENT_SECRET', 'abc'],
    ['BLOB_SAS', 'sv=1'],
    ['STORAGE_CONNECTION_STRING', 'DefaultEndpointsProtocol=https;EndpointSuffix=x'],
    ['API_KEY', '0123456789abcdef'],
    ['storageAccountKey', 'abcdefghijklmnop=='],
    ['ENDPOINT', 'https://user:pass@example.com/'],
    ['URL', 'https://x.blob.core.windows.net/m?sv=1&sig=abc'],
    ['CONFIG', 'AccountName=x;AccountKey=abc'],
    ['AUTH', 'Bearer abcdefghijklmnopqrstuvwxyz'],
    ['PEM', '-----BEGIN RSA PRIVATE KEY-----'],
  ])('%s', (name, value) => {
    expect(looksSecret(name, value)).toBe(true);
  });

  test.each([
    ['TOKENIZERS_PARALLELISM', 'false'],
    ['TOKENIZER', 'bert-base'],
    ['MAX_TOKEN', '512'],
    ['USE_TOKEN', 'true'],
    ['KEY_COLUMN', 'id'],
    ['PRIMARY_KEY', 'customer_id'],
    ['KEY_PATH', '/var/azureml-app/keys/public.pem'],
    ['MONKEY', 'abcdefghijklmnopqrstuvwxyz'],
    ['DB_PASSWORD', ''],
    ['ENDPOINT', 'https://example.com/score?version=2'],
    ['MAIL', 'team@example.com'],
    ['EXAMPLE_ENV_VAR', 'EXAMPLE_VALUE'],
  ])('but not %s=%s', (name, value) => {
    expect(looksSecret(name, value)).toBe(false);
  });
});

test('text with a known kind of token in it has a secret', () => {
  expect(hasSecret(`token ghp_${'a'.repeat(36)}`)).toBe(true);
  expect(hasSecret('key AKIAABCDEFGHIJKLMNOP')).toBe(true);
  expect(hasSecret('Scores diabetes; ask the team at https://example.com/docs')).toBe(false);
});
