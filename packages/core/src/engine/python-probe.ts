import * as z from 'zod/mini';
import { InputError } from '../errors.ts';
import { askImage } from './ask-image.ts';
import type { EngineContainers } from './engine.ts';

/** The Python that a base image has on its PATH. */
export type PythonProbe = {
  /** What to call: `python3` or `python`. */
  readonly command: string;
  /** Its full path. */
  readonly executable: string;
  /** `3.11.2`. */
  readonly version: string;
  readonly pip: boolean;
  readonly ensurepip: boolean;
  readonly venv: boolean;
  /** True when the distribution forbids pip outside a virtual environment (PEP 668). */
  readonly externallyManaged: boolean;
  readonly libc: { readonly kind: 'glibc' | 'musl' | 'unknown'; readonly version: string };
  /** In the kernel's words: `x86_64`, `aarch64`. */
  readonly machine: string;
  /** Who the image's containers run as. */
  readonly user: { readonly uid: number; readonly gid: number };
};

const marker = 'package-model-probe:';
const commands = ['python3', 'python'] as const;

const program = `
import json, os, platform, sys, sysconfig
from importlib.util import find_spec
libc = platform.libc_ver()
multiarch = str(sysconfig.get_config_var("MULTIARCH") or "") + str(sysconfig.get_config_var("SOABI") or "")
kind = "musl" if "musl" in multiarch or libc[0] == "musl" else ("glibc" if libc[0] == "glibc" else "unknown")
marked = os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")
print("${marker}" + json.dumps({
    "executable": sys.executable or "",
    "version": platform.python_version(),
    "pip": find_spec("pip") is not None,
    "ensurepip": find_spec("ensurepip") is not None,
    "venv": find_spec("venv") is not None,
    "externallyManaged": os.path.exists(marked),
    "libc": {"kind": kind, "version": libc[1]},
    "machine": platform.machine(),
    "user": {"uid": os.getuid(), "gid": os.getgid()},
}))
`;

const answer = z.object({
  executable: z.string(),
  version: z.string(),
  pip: z.boolean(),
  ensurepip: z.boolean(),
  venv: z.boolean(),
  externallyManaged: z.boolean(),
  libc: z.object({ kind: z.enum(['glibc', 'musl', 'unknown']), version: z.string() }),
  machine: z.string(),
  user: z.object({ uid: z.number(), gid: z.number() }),
});

/**
 * Starts the base image's Python once, without network, and asks it about itself. The image must
 * be in the engine. InputError BAD_INPUT when it has no Python 3.
 */
export async function probePython(
  engine: EngineContainers,
  image: string,
  signal: AbortSignal,
): Promise<PythonProbe> {
  for (const command of commands) {
    const question = { image, about: 'probe', program: command, args: ['-c', program] };
    const output = await askImage(engine, question, signal);
    if (output !== undefined) return parseProbe(output, { image, command });
  }
  throw noPython(image, 'has neither python3 nor python on its PATH');
}

type Asked = { readonly image: string; readonly command: string };

/** The probe's answer in a container's output. Pure. */
export function parseProbe(output: string, { image, command }: Asked): PythonProbe {
  const line = output.split('\n').findLast((candidate) => candidate.startsWith(marker));
  if (line === undefined) {
    const said = output.trim().split('\n').at(-1) ?? '';
    throw noPython(image, `has a ${command} that cannot run the probe (${said.slice(0, 500)})`);
  }
  const found = z.safeParse(answer, parseJson(line.slice(marker.length)));
  if (found.success) return { command, ...found.data };
  throw noPython(image, `has a ${command} that answers in an unknown form`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the schema refuses undefined and the caller names the image.
    return undefined;
  }
}

function noPython(image: string, why: string): InputError {
  const remedy = 'choose a base image with Python 3 on its PATH, such as python:3.11-slim';
  return new InputError('BAD_INPUT', [{ message: `the base image ${image} ${why}: ${remedy}` }]);
}
