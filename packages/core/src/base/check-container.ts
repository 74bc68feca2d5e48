import { MAX_LAYERS } from '../image/assemble.ts';
import { defaultUser, imagePaths, serverUser } from '../image/paths.ts';
import type { BaseFacts } from './base-facts.ts';
import { fault, ok, warning } from './finding.ts';
import type { Finding } from './finding.ts';

/** Layers that an environment, models, links and code add at least. */
const OWN_LAYERS = 10;
/** Programs that run the arguments they are given. */
const WRAPPERS = /^(?:tini|dumb-init|catatonit|env|exec|gosu|setpriv|nvidia_entrypoint\.sh|conda)$/;
/** Programs that take the arguments for something else. */
const TAKERS =
  /^(?:python[\d.]*|ipython|jupyter.*|node|java|perl|ruby|R|nginx|runsvdir|sleep|tail)$/;

export function checkUser({ user, uid }: BaseFacts): Finding {
  if (uid === undefined) {
    return fault(
      `USER ${user} is not in /etc/passwd, so that no container starts; correct the image`,
    );
  }
  if (serverUser(user) !== defaultUser) return ok(`${user} (uid ${uid})`);
  return ok(`root; the server will run as ${defaultUser}`);
}

export function checkEntrypoint({ entrypoint }: BaseFacts): Finding {
  const [program = '', ...rest] = entrypoint;
  if (program === '') return ok('none');
  const shown = JSON.stringify(entrypoint);
  const name = program.slice(program.lastIndexOf('/') + 1);
  const isShell = /^(?:ba|da|z)?sh$/.test(name);
  if (WRAPPERS.test(name)) return ok(`${shown} runs the command it is given`);
  if (TAKERS.test(name) || (isShell && !isScript(rest))) {
    const remedy = 'make an image of it that says ENTRYPOINT []';
    return fault(`${shown} would not run the server's command; ${remedy}`);
  }
  return warning(`${shown} is given the server's command; see that it ends with exec "$@"`);
}

/** True for the arguments of a shell that runs one script. */
function isScript(rest: readonly string[]): boolean {
  return rest.length === 1 && rest[0]?.startsWith('-') === false;
}

export function checkPaths({ blocked, occupied }: BaseFacts): Finding {
  const [first] = blocked;
  if (first !== undefined) {
    const { path, kind } = first;
    return fault(`${path} is a ${kind}, but a folder is needed there; make an image without it`);
  }
  if (occupied.length === 0) return ok(`${imagePaths.models} and ${imagePaths.appRoot} are free`);
  return warning(`files of the base lie in ${occupied.join(' and ')}; they stay beside ours`);
}

export function checkVolumes({ volumes }: BaseFacts): Finding {
  const ours = [imagePaths.models, imagePaths.appRoot];
  const hiding = volumes.filter((volume) => {
    const path = `${volume.replace(/\/+$/, '')}/`;
    return ours.some((own) => `${own}/`.startsWith(path) || path.startsWith(`${own}/`));
  });
  if (hiding.length === 0) return ok(volumes.length === 0 ? 'none' : volumes.join(', '));
  return warning(`VOLUME ${hiding.join(', ')} would hide our files: it will be taken out`);
}

export function checkLayers({ layers }: BaseFacts): Finding {
  const left = MAX_LAYERS - layers;
  if (left >= OWN_LAYERS) return ok(String(layers));
  const message = `${layers} layers leave room for ${Math.max(left, 0)} of ours`;
  if (left < 5) return fault(`${message}; choose an image with fewer layers`);
  return warning(`${message}; a package of many models may not fit`);
}
