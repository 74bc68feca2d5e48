/** What parts of a plan may look like, as they end up in Dockerfiles, paths and command lines. */
export const planPatterns = {
  /** Azure ML's rule for model names. */
  modelName: /^[a-zA-Z0-9][a-zA-Z0-9\-._]{0,254}$/,
  modelVersion: /^[a-zA-Z0-9][a-zA-Z0-9\-._]{0,127}$/,
  /** An image reference: no blank, no `$`, nothing a Dockerfile reads specially. */
  image: /^[a-zA-Z0-9][a-zA-Z0-9._:/@-]*$/,
  /** A Debian package, a version maybe. */
  apt: /^[a-z0-9][a-z0-9+.-]+(=[A-Za-z0-9.+:~-]+)?$/,
  pythonVersion: /^\d+\.\d+$/,
  /** A program's name or path. */
  interpreter: /^[A-Za-z0-9_./][A-Za-z0-9_./+-]*$/,
  /** One line that starts like a requirement or a URL, never like an option. */
  line: /^[A-Za-z0-9][^\r\n\v\f\u0085\u2028\u2029]*$/,
  /** A conda channel: a name or an URL without credentials. */
  channel: /^(?!.*\/t\/)[A-Za-z0-9][A-Za-z0-9._/:+~-]*$/,
  /** A conda package with its channel, version and build; it goes into a file, never a command. */
  condaSpec: /^[A-Za-z0-9_][ =<>!~|,.*+()[\]'"A-Za-z0-9_:/-]*$/,
  /** One path component, or ''. */
  directory: /^(?!\.{1,2}$)[^/\\]*$/,
  /** A user for USER: name or number, a group maybe. */
  user: /^[A-Za-z0-9_][A-Za-z0-9_.-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?$/,
  /** A file of a build context. */
  contextFile: /^[A-Za-z0-9_][A-Za-z0-9_./-]*$/,
} as const;
