import path from 'node:path';
import { readInferenceConfig } from '@package-model/core/package/inference/inference-config';
import { recordingLog } from '../recording-log.ts';
import { temporaryFolder } from '../temporary-folder.ts';

export const script = { 'score.py': 'def init(): pass\ndef run(data): return data\n' };

/** Reads a configuration of this value from a fresh folder with these files. */
export async function read(
  value: unknown,
  files: Record<string, string> = script,
  configAt = 'inferenceconfig.json',
) {
  const folder = await temporaryFolder({ ...files, [configAt]: JSON.stringify(value, null, 2) });
  const log = recordingLog();
  const options = { workingDirectory: folder, log };
  const config = readInferenceConfig(path.join(folder, configAt), 'inferenceconfig.json', options);
  return { folder, log, config };
}
