import { askingContainer } from '@package-model/core/engine/ask-image';
import type { Engine } from '@package-model/core/engine/engine';
import { runOneShot } from '@package-model/core/engine/one-shot';
import { messageOf } from '@package-model/core/errors';
import { condaPrefix } from '@package-model/core/package/environment/conda-steps';
import { venvFolder } from '@package-model/core/package/environment/environment-steps';
import type { Environment } from '@package-model/core/package/plan/plan';
import type { StepContext } from '../step.ts';

/** Prints what conda and pip have installed for the Python that runs it. */
const program = `
import importlib.metadata, json, pathlib, sys
for path in (pathlib.Path(sys.prefix) / "conda-meta").glob("*.json"):
    record = json.loads(path.read_text())
    print(f"{record['name']}={record['version']}={record['build']}")
for found in importlib.metadata.distributions():
    if (found.read_text("INSTALLER") or "").strip() in ("pip", "uv"):
        print(f"{found.metadata['Name']}=={found.version}")
`;

/**
 * Everything that was put into an environment image, ordered; [] when nothing: `name==version` for
 * what pip or uv installed, `name=version=build` for conda packages.
 */
export async function listPackages(
  environment: Environment,
  image: string,
  deps: { readonly engine: Engine; readonly context: StepContext },
): Promise<string[]> {
  if (environment.pip.length === 0 && environment.conda === undefined) return [];
  const { log, signal } = deps.context;
  const container = askingContainer({
    image,
    about: 'packages',
    program: pythonOf(environment),
    args: environment.conda === undefined ? pipList : ['-c', program],
  });
  try {
    const { output } = await runOneShot(deps.engine, container, signal);
    return output
      .split('\n')
      .filter((line) => /^[A-Za-z0-9._-]+==?[^=\s]+(?:=[^=\s]+)?$/.test(line))
      .toSorted();
  } catch (error) {
    signal.throwIfAborted();
    // The list is for people to read; the image is pinned by its digest.
    log.warn(`The packages of the environment could not be listed: ${messageOf(error)}`);
    return [];
  }
}

const pipList = ['-m', 'pip', 'list', '--format=freeze', '--disable-pip-version-check'];

function pythonOf({ conda, installInto }: Environment): string {
  const own = `${conda === undefined ? venvFolder : condaPrefix}/bin/python`;
  return installInto ?? own;
}
