import type { EngineErrorCode } from './errors.ts';

/** The class of an engine's failure, and what to do about it. */
export type Failure = { readonly code: EngineErrorCode; readonly remedy: string };

type Row = Failure & { readonly texts: readonly (string | RegExp)[] };

const unknown: Failure = {
  code: 'ENGINE_FAILED',
  remedy: "read the lines above; the engine's own log may say more",
};

/**
 * The class of what an engine wrote on stderr, or at the end of a build's log. Pure; the rows are
 * tried in order, the most specific first.
 */
export function classify(text: string, exitCode: number): Failure {
  const lower = text.toLowerCase();
  const row = rows().find(({ texts }) => texts.some((wanted) => matches(lower, wanted)));
  if (row !== undefined) return { code: row.code, remedy: row.remedy };
  return exitCode === 137 ? oom : unknown;
}

function matches(text: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
}

const oom: Failure = {
  code: 'OOM',
  remedy:
    'the memory ran out: allow more memory, use fewer workers (WORKER_COUNT) or a smaller model',
};

function rows(): readonly Row[] {
  return [...engineRows, ...imageRows, ...networkRows, ...containerRows, ...buildRows];
}

const engineRows: readonly Row[] = [
  {
    code: 'ENGINE_PERMISSION',
    remedy: 'add the user to the group docker (and log in again), use sudo, or a rootless engine',
    texts: [/permission denied while trying to connect to the docker (daemon socket|api)/],
  },
  {
    code: 'ENGINE_DOWN',
    remedy:
      'start the engine (systemctl start docker); look at DOCKER_HOST and `docker context ls`',
    texts: [
      'cannot connect to the docker daemon',
      'failed to connect to the docker api',
      'error during connect',
      'unable to connect to podman socket',
    ],
  },
  {
    code: 'API_VERSION',
    remedy: 'unset DOCKER_API_VERSION, or bring client and daemon to versions that fit',
    texts: [/client version [\d.]+ is too (new|old)/],
  },
  {
    code: 'NO_BUILDKIT',
    remedy:
      'install the buildx plugin (docker-buildx, or docker/setup-buildx-action) and see that ' +
      'DOCKER_CONFIG does not hide it',
    texts: [
      'buildx component is missing or broken',
      'unknown flag: --secret',
      'the --mount option requires buildkit',
    ],
  },
  {
    code: 'DISK_FULL',
    remedy:
      'free space: `docker system df`, `docker builder prune -af`, unused tools of the runner, ' +
      "or move the engine's data root",
    texts: [
      'no space left on device',
      'enough free space in /var/cache/apt',
      'oserror: [errno 28]',
    ],
  },
];

const imageRows: readonly Row[] = [
  {
    code: 'RATE_LIMIT',
    remedy: 'log in to the registry, use a mirror or a copy of the image elsewhere, or wait',
    texts: [
      'toomanyrequests',
      '429 too many requests',
      'error from registry: too many requests',
      'pull rate limit',
    ],
  },
  {
    code: 'IMAGE_UNKNOWN',
    remedy: 'check name and tag, and log in if the repository is private',
    texts: [
      'manifest unknown',
      /(?<!push access denied, )repository does not exist or may require/,
      'no such image',
      'image not known',
      'did not resolve to an alias',
      /reference does not exist|failed to resolve (source metadata|reference)[^\n]*: not found/,
    ],
  },
  {
    code: 'PLATFORM',
    remedy: 'choose a base image that is published for this platform, or set the platform',
    texts: [
      'no matching manifest for',
      'does not match the specified platform',
      'does not provide the specified platform',
      'platform does not match the detected host platform',
    ],
  },
  {
    code: 'PUSH_DENIED',
    remedy:
      "log in to exactly that host, check the repository's name, and that the identity may push " +
      '(AcrPush on Azure); a firewall rule of the registry may stand in the way',
    texts: [
      'requested access to the resource is denied',
      'unauthorized: ',
      '401 unauthorized',
      'authorization failed',
      'error from registry: authentication required',
      'no basic auth credentials',
      '403 forbidden',
      /(?<!permission )denied: /,
    ],
  },
];

const networkRows: readonly Row[] = [
  {
    code: 'TLS_CA',
    remedy:
      'give the private CA: `ca-certificates` for builds, /etc/docker/certs.d/<host>/ca.crt for ' +
      'the engine; a certificate that is not valid yet points at the clock',
    texts: [
      'x509: ',
      'certificate_verify_failed',
      'sslcertverificationerror',
      'certificate verify failed',
      'condasslerror',
      'certificate has expired',
    ],
  },
  {
    code: 'TLS_HTTP',
    remedy: "the registry speaks plain http: add it to the engine's insecure-registries",
    texts: ['server gave http response to https client'],
  },
  {
    code: 'NO_GPU',
    remedy:
      'use a machine with a GPU and the NVIDIA container toolkit (nvidia-ctk runtime configure), or leave gpus out',
    texts: [
      'could not select device driver',
      'unresolvable cdi devices',
      'failed to discover gpu vendor from cdi',
      'nvidia-container-cli: initialization error',
      /setting up cdi devices/,
    ],
  },
  {
    code: 'PORT_BUSY',
    remedy: 'let the engine choose the port, or end what holds it (a container left over?)',
    texts: ['port is already allocated', 'address already in use', 'failed to bind host port'],
  },
  {
    code: 'NETWORK',
    remedy: "check DNS, proxy and the server's name; a second try may pass",
    texts: [
      'no such host',
      'i/o timeout',
      'client.timeout exceeded',
      'connection refused',
      'connection reset by peer',
      'tls handshake timeout',
      'temporary failure resolving',
      'newconnectionerror',
      'network is unreachable',
      /(push|put|patch|upload)[^\n]*: (unexpected )?eof\s*$/m,
    ],
  },
  {
    code: 'TIMEOUT',
    remedy: 'the engine or a server did not answer in time: try again, or allow more time',
    texts: ['context deadline exceeded', 'context canceled'],
  },
];

const containerRows: readonly Row[] = [
  {
    code: 'NAME_BUSY',
    remedy: 'remove the container left over (`docker rm -f NAME`) or use another name',
    texts: [/conflict\. the container name/],
  },
  {
    ...oom,
    texts: [
      'cannot allocate memory',
      'perhaps out of memory?',
      /(exit code: |non-zero code: |exit status )137\b/,
    ],
  },
  {
    code: 'ARCH',
    remedy:
      'the image is for another processor (platform, docker/setup-qemu-action), or a script has ' +
      'no #! line',
    texts: ['exec format error'],
  },
  {
    code: 'ENTRY_MISSING',
    remedy: 'the program the container starts is not in the image, or is not executable',
    texts: [
      'executable file not found in $path',
      /exec: "[^"]*": stat [^\n]*no such file or directory/,
      /exec: "[^"]*": permission denied/,
      /starting container process caused[^\n]*no such file or directory/,
    ],
  },
];

const buildRows: readonly Row[] = [
  {
    code: 'BAD_OPTION',
    remedy: 'correct the value named in the message',
    texts: [
      'unknown flag: ',
      'unknown shorthand flag',
      'invalid hostport',
      'invalid containerport',
      'invalid container name',
      'minimum memory limit allowed',
      'invalid reference format',
      'invalid argument "',
    ],
  },
  {
    code: 'BUILD_FAILED',
    remedy: 'correct the Dockerfile at the line named; .dockerignore may hide a file',
    texts: [
      /dockerfile parse error/,
      'unknown instruction: ',
      'failed to compute cache key',
      'failed to read dockerfile',
      /copy failed: /,
    ],
  },
  {
    code: 'BUILD_FAILED',
    remedy: "the lines before it are the failing command's own",
    texts: [
      'did not complete successfully: exit code: ',
      'executor failed running',
      'returned a non-zero code: ',
      /building at step "/,
    ],
  },
];
