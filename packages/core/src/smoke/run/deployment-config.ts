import { InputError, type Fault } from '../../errors.ts';
import type { ConfigFile } from '../../package/config/config-value.ts';
import { formatKeyPath, type KeyPath } from '../../package/config/key-path.ts';
import { readLenientFile } from '../../package/config/lenient-file.ts';
import { bytesOfGb, type Resources } from './resources.ts';

type Members = Readonly<Record<string, unknown>>;

const GROUP = 'containerResourceRequirements';

/**
 * The limits in a deployment configuration of Azure ML v1, `containerResourceRequirements` or its
 * members themselves. A limit counts before a request: the container may take that much.
 * InputError BAD_INPUT or BAD_FILE.
 */
export async function readDeploymentConfig(path: string, shownAs = path): Promise<Resources> {
  return resourcesOf(await readLenientFile(path, shownAs));
}

/** The same of a file that was read. */
export function resourcesOf(config: ConfigFile): Resources {
  const faults: Fault[] = [];
  const say = (path: KeyPath, message: string): void => {
    const key = formatKeyPath(path);
    faults.push({ message, place: { ...config.placeOf(path), ...(key === '' ? {} : { key }) } });
  };
  const members = membersAt(config.value, [], say);
  const isNested = members[GROUP] !== undefined && members[GROUP] !== null;
  const above = isNested ? [GROUP] : [];
  const group = isNested ? membersAt(members[GROUP], above, say) : members;
  const read = (name: string): number | undefined => numberAt(group, [...above, name], say);
  const found = {
    cpu: read('cpu'),
    cpuLimit: read('cpuLimit'),
    memory: read('memoryInGB'),
    memoryLimit: read('memoryInGBLimit'),
  };
  const isBelow = (limit: number | undefined, request: number | undefined): boolean =>
    limit !== undefined && request !== undefined && limit < request;
  if (isBelow(found.cpuLimit, found.cpu)) {
    say([...above, 'cpuLimit'], 'the limit is below cpu; raise it, or remove it');
  }
  if (isBelow(found.memoryLimit, found.memory)) {
    say([...above, 'memoryInGBLimit'], 'the limit is below memoryInGB; raise it, or remove it');
  }
  if (faults.length > 0) throw new InputError('BAD_FILE', faults);
  const cpus = found.cpuLimit ?? found.cpu;
  const memory = found.memoryLimit ?? found.memory;
  return {
    ...(cpus === undefined ? {} : { cpus }),
    ...(memory === undefined ? {} : { memoryBytes: bytesOfGb(memory) }),
  };
}

type Say = (path: KeyPath, message: string) => void;

function membersAt(value: unknown, path: KeyPath, say: Say): Members {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value));
  }
  say(path, 'must hold keys and values, such as "cpu": 0.5 and "memoryInGB": 1; correct it');
  return {};
}

function numberAt(members: Members, path: KeyPath, say: Say): number | undefined {
  const name = String(path.at(-1));
  const value = members[name];
  if (value === undefined || value === null) return undefined;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  const least = name.startsWith('cpu') ? 0.01 : 0.02;
  if (typeof number === 'number' && number >= least && number <= 16_384) return number;
  say(path, `${JSON.stringify(value)} is no number from ${least} up; write for example 0.5`);
  return undefined;
}
