import { closeSync, openSync, readSync, realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Environment } from './host.ts';
import { findProgram } from './runner.ts';

const usual = '/var/run/docker.sock';
/** With any of these docker's command line talks otherwise than by a plain socket. */
const otherwise = [
  'DOCKER_TLS',
  'DOCKER_TLS_VERIFY',
  'DOCKER_CERT_PATH',
  'DOCKER_API_VERSION',
  'DOCKER_CUSTOM_HEADERS',
] as const;

/** Keys of config.json by which the command line adds something to what it is told. */
const ownWork = ['HttpHeaders', 'proxies'] as const;

/**
 * The socket that docker's command line would use, by its own rules; undefined where it uses none
 * of this machine, or where only itself knows.
 */
export async function findDockerSocket(
  environment: Environment,
  configDirectory: string,
): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  const given = (name: string): string => environment[name]?.trim() ?? '';
  if (otherwise.some((name) => given(name) !== '')) return undefined;
  const config = await readConfig(join(configDirectory, 'config.json'));
  if (config === undefined || ownWork.some((key) => key in config)) return undefined;
  const host = given('DOCKER_HOST');
  if (host !== '') return /^unix:\/\/(\/.+)$/.exec(host)?.[1];
  const context = given('DOCKER_CONTEXT') || (config['currentContext'] ?? '');
  return context === '' || context === 'default' ? usual : undefined;
}

/** Undefined for a file that cannot be read: docker has something to say of it. */
async function readConfig(path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? {} : undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * True for docker's own command line. A script or another program under its name may have reasons
 * of its own to talk to another engine, so nothing may be asked behind its back.
 */
export function isOwnDocker(
  program: string,
  where: { readonly searchPath: string; readonly workingDirectory: string },
): boolean {
  const found = findProgram(program, { PATH: where.searchPath }, where.workingDirectory);
  if (found === undefined) return false;
  try {
    const path = realpathSync(found);
    return basename(path) === 'docker' && !isScript(path);
  } catch {
    // Gone, or not to be read: the command line is asked, as ever.
    return false;
  }
}

function isScript(path: string): boolean {
  const start = Buffer.alloc(2);
  const file = openSync(path, 'r');
  try {
    readSync(file, start);
  } finally {
    closeSync(file);
  }
  return start.toString('latin1') === '#!';
}
