import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { readInferenceConfig } from '@package-model/core/package/inference/inference-config';
import { describe, expect, test } from 'vitest';
import { recordingLog } from '../recording-log.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { read, script } from './read-config.ts';

describe('paths', () => {
  const scripts = { 'score.py': 'a = 1\n', 'deploy/score.py': 'a = 2\n' };
  const configAt = 'deploy/inferenceconfig.json';

  test('are refused with both places where both are there and differ', async () => {
    const { folder, config } = await read({ entryScript: 'score.py' }, scripts, configAt);
    await expect(config).rejects.toThrow(
      `is both ${folder}/score.py and ${folder}/deploy/score.py, and they differ`,
    );
    const dot = await read({ entryScript: 'score.py', sourceDirectory: '.' }, scripts, configAt);
    await expect(dot.config).rejects.toThrow('sourceDirectory (.) is both');
  });

  test('mean the source directory that holds the entry script', async () => {
    const files = { 'src/other.py': '', 'deploy/src/score.py': '' };
    const keys = { entryScript: 'score.py', sourceDirectory: 'src' };
    const { folder, log, config } = await read(keys, files, configAt);
    expect((await config).sourceDirectory).toBe(path.join(folder, 'deploy/src'));
    expect(log.infos[0]).toContain(`as ${folder}/src does not hold the entry script`);
  });

  test('tell of an entry script that is elsewhere than the source directory', async () => {
    const keys = { entryScript: 'score.py', sourceDirectory: 'src' };
    const { folder, config } = await read(keys, { 'score.py': '', 'src/other.py': '' });
    await expect(config).rejects.toThrow(
      `entryScript: score.py is at ${folder}/score.py, but not in the source directory ${folder}/src`,
    );
  });

  test('show both places where a missing file was looked for, and a near miss', async () => {
    const { folder, config } = await read(
      { entryScript: 'scor.py' },
      { 'score.py': '' },
      'deep/inferenceconfig.json',
    );
    await expect(config).rejects.toThrow(
      `entryScript: no file at ${folder}/scor.py nor at ${folder}/deep/scor.py; did you mean score.py?`,
    );
  });

  test('tell of an entry script that is a link out of its folder', async () => {
    const outside = await temporaryFolder(script);
    const folder = await temporaryFolder({ 'c.json': '{"entryScript": "score.py"}' });
    await symlink(path.join(outside, 'score.py'), path.join(folder, 'score.py'));
    const options = { workingDirectory: folder, log: recordingLog() };
    await expect(
      readInferenceConfig(path.join(folder, 'c.json'), 'c.json', options),
    ).rejects.toThrow('is a link that leaves');
  });
});
