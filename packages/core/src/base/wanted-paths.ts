/** What of a path is kept: `content` of files that tell something, else only that it is there. */
export type Wanted = 'content' | 'presence';

const PROGRAMS =
  /(?:^|\/)s?bin\/(?:python(?:3(?:\.\d+)?)?|conda|micromamba|azmlinfsrv|nginx|runsvdir|apt-get|(?:ba|da|a)?sh|busybox)$/;
const CONTENT = [
  /^(?:etc|usr\/lib)\/os-release$/,
  /^etc\/passwd$/,
  /^var\/lib\/dpkg\/status$/,
  /^var\/lib\/dpkg\/status\.d\/[^/]+$/,
  /(?:^|\/)pyvenv\.cfg$/,
  /(?:^|\/)include\/python3[^/]*\/patchlevel\.h$/,
];
const PRESENCE = [
  PROGRAMS,
  /(?:^|\/)conda-meta\/(?:history|(?:python|conda)-\d[^/]*\.json)$/,
  /(?:^|\/)(?:site|dist)-packages\/[^/]+\.(?:dist|egg)-info(?:\/(?:METADATA|PKG-INFO))?$/,
  /(?:^|\/)lib\/python3[^/]*\/(?:EXTERNALLY-MANAGED|(?:venv|ensurepip)\/__init__\.py)$/,
  /(?:^|\/)(?:ld-musl-[^/]+|libc\.so\.6|libc-2\.\d+\.so)$/,
  /^etc\/alternatives\/python[^/]*$/,
  /^(?:models|var\/runit|var\/azureml-app)(?:\/[^/]+)?$/,
  /^[^/]+$/,
];
/** Links up to this depth are kept: `/bin`, `/opt/conda`, `/usr/local/bin/python3-default`. */
const LINK_DEPTH = 4;

/** What to keep of a path of a layer; undefined for nothing. */
export function wanted(path: string, kind: 'link' | 'other'): Wanted | undefined {
  if (CONTENT.some((pattern) => pattern.test(path))) return 'content';
  if (PRESENCE.some((pattern) => pattern.test(path))) return 'presence';
  return kind === 'link' && path.split('/').length <= LINK_DEPTH ? 'presence' : undefined;
}
