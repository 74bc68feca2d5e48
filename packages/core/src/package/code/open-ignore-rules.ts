import { stat } from 'node:fs/promises';
import path from 'node:path';
import { readTextFile } from '../config/text-file.ts';
import { readAmlIgnore } from './aml-ignore.ts';
import { readDockerIgnore } from './docker-ignore.ts';
import { openGitIgnore } from './git-ignore.ts';
import type { IgnoreRules, RuleText } from './ignore-rules.ts';

/**
 * The rules of the first of `.amlignore`, `.dockerignore` and `.gitignore` that stands in a source
 * directory; undefined when none does. InputError BAD_FILE when it cannot be read.
 */
export async function openIgnoreRules(
  folder: string,
  shown: (file: string) => string,
): Promise<IgnoreRules | undefined> {
  const aml = await readRules(path.join(folder, '.amlignore'), shown);
  if (aml !== undefined) return readAmlIgnore(aml);
  const docker = await readRules(path.join(folder, '.dockerignore'), shown);
  if (docker !== undefined) return readDockerIgnore(docker);
  return openGitIgnore(folder, (file) => readRules(file, shown));
}

async function readRules(
  file: string,
  shown: (file: string) => string,
): Promise<RuleText | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || found.isDirectory()) return undefined;
  return { text: await readTextFile(file, shown(file)), file: shown(file) };
}
