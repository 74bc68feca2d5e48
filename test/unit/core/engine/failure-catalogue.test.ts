import type { EngineErrorCode } from '@package-model/core/engine/errors';
import { classify } from '@package-model/core/engine/failure-catalogue';
import { expect, test } from 'vitest';

const said: readonly (readonly [EngineErrorCode, string])[] = [
  [
    'ENGINE_DOWN',
    'Cannot connect to the Docker daemon at unix:///x.sock. Is the docker daemon running?',
  ],
  [
    'ENGINE_DOWN',
    'failed to connect to the docker API at unix:///x.sock; check if the path is correct',
  ],
  [
    'ENGINE_DOWN',
    'error during connect: Get "http://x": open //./pipe/docker_engine: The system cannot find the file specified.',
  ],
  [
    'ENGINE_PERMISSION',
    'Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://x": dial unix /var/run/docker.sock: connect: permission denied',
  ],
  [
    'ENGINE_PERMISSION',
    'permission denied while trying to connect to the docker API at unix:///var/run/docker.sock',
  ],
  [
    'API_VERSION',
    'Error response from daemon: client version 1.24 is too old. Minimum supported API version is 1.44, please upgrade your client to a newer version',
  ],
  ['NO_BUILDKIT', 'ERROR: BuildKit is enabled but the buildx component is missing or broken.'],
  ['NO_BUILDKIT', 'unknown flag: --secret'],
  [
    'NO_BUILDKIT',
    'the --mount option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled',
  ],
  ['DISK_FULL', 'failed to register layer: write /x: no space left on device'],
  ['DISK_FULL', "E: You don't have enough free space in /var/cache/apt/archives/."],
  ['DISK_FULL', 'OSError: [Errno 28] No space left on device'],
  ['PUSH_DENIED', 'denied: requested access to the resource is denied'],
  ['PUSH_DENIED', 'unauthorized: authentication required'],
  [
    'PUSH_DENIED',
    'unexpected status from PUT request to https://h/v2/x/manifests/1: 403 Forbidden',
  ],
  ['PUSH_DENIED', 'no basic auth credentials'],
  [
    'PUSH_DENIED',
    'push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
  ],
  [
    'PUSH_DENIED',
    'Error response from daemon: error from registry: authentication required, visit https://aka.ms/acr/authorization for more information.',
  ],
  [
    'RATE_LIMIT',
    'Error response from daemon: error from registry: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit',
  ],
  ['RATE_LIMIT', 'Error response from daemon: error from registry: too many requests'],
  [
    'IMAGE_UNKNOWN',
    'Error response from daemon: failed to resolve reference "127.0.0.1:5000/none:1": 127.0.0.1:5000/none:1: not found',
  ],
  [
    'PLATFORM',
    'docker: Error response from daemon: image with reference x:1 was found but does not provide the specified platform (linux/arm64)',
  ],
  [
    'NO_GPU',
    'docker: Error response from daemon: failed to discover GPU vendor from CDI: no known GPU vendor found',
  ],
  [
    'PUSH_DENIED',
    "denied: client with IP '192.0.2.1' is not allowed access. Refer https://aka.ms/acr/firewall",
  ],
  [
    'IMAGE_UNKNOWN',
    'Error response from daemon: manifest for h/x:1 not found: manifest unknown: manifest unknown',
  ],
  [
    'IMAGE_UNKNOWN',
    "Error response from daemon: pull access denied for x, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
  ],
  ['IMAGE_UNKNOWN', 'docker: Error response from daemon: No such image: nonexist:1'],
  [
    'IMAGE_UNKNOWN',
    'ERROR: failed to resolve source metadata for docker.io/library/x:1: docker.io/library/x:1: not found',
  ],
  ['PLATFORM', 'no matching manifest for linux/arm64/v8 in the manifest list entries'],
  [
    'PLATFORM',
    'image with reference x was found but does not match the specified platform: wanted linux/arm64, actual: linux/amd64',
  ],
  ['RATE_LIMIT', 'toomanyrequests: You have reached your unauthenticated pull rate limit.'],
  ['RATE_LIMIT', 'received unexpected HTTP status: 429 Too Many Requests'],
  ['TLS_CA', 'Get "https://h/v2/": x509: certificate signed by unknown authority'],
  [
    'TLS_CA',
    "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in certificate chain'))",
  ],
  ['TLS_HTTP', 'Get "https://h:5000/v2/": http: server gave HTTP response to HTTPS client'],
  ['NETWORK', 'dial tcp: lookup registry-1.docker.io on 10.0.0.1:53: no such host'],
  ['NETWORK', 'Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused'],
  ['NETWORK', 'net/http: TLS handshake timeout'],
  [
    'NETWORK',
    "W: Failed to fetch http://deb.debian.org/x  Temporary failure resolving 'deb.debian.org'",
  ],
  ['NETWORK', 'NewConnectionError: Failed to establish a new connection: [Errno 111]'],
  ['NETWORK', 'Put "https://h/v2/x/blobs/uploads/1": EOF'],
  ['NO_GPU', 'could not select device driver "" with capabilities: [[gpu]]'],
  ['NO_GPU', 'setting up CDI devices: unresolvable CDI devices nvidia.com/gpu=all'],
  [
    'PORT_BUSY',
    'driver failed programming external connectivity: Bind for 127.0.0.1:18999 failed: port is already allocated',
  ],
  ['PORT_BUSY', 'listen tcp4 127.0.0.1:80: bind: address already in use'],
  [
    'NAME_BUSY',
    'Conflict. The container name "/x" is already in use by container "5f". You have to remove (or rename) that container',
  ],
  ['OOM', '[CRITICAL] Worker (pid:7) was sent SIGKILL! Perhaps out of memory?'],
  ['OOM', 'process "/bin/sh -c pip install x" did not complete successfully: exit code: 137'],
  ['OOM', 'fork/exec: cannot allocate memory'],
  ['ARCH', 'exec /bin/sh: exec format error'],
  [
    'ENTRY_MISSING',
    'OCI runtime create failed: runc create failed: unable to start container process: exec: "nothing": executable file not found in $PATH: unknown',
  ],
  [
    'ENTRY_MISSING',
    'unable to start container process: exec: "/none": stat /none: no such file or directory: unknown',
  ],
  ['BAD_OPTION', 'docker: Error response from daemon: Minimum memory limit allowed is 6MB'],
  ['BAD_OPTION', 'docker: invalid containerPort: 99999'],
  [
    'BAD_OPTION',
    'invalid argument "Upper:1" for "-t, --tag" flag: invalid reference format: repository name (Upper) must be lowercase',
  ],
  ['TIMEOUT', 'Error response from daemon: context deadline exceeded'],
  ['BUILD_FAILED', 'dockerfile parse error on line 3: unknown instruction: ECHO'],
  [
    'BUILD_FAILED',
    'failed to compute cache key: failed to calculate checksum of ref x: "/none": not found',
  ],
  ['BUILD_FAILED', "The command '/bin/sh -c echo hi; exit 3' returned a non-zero code: 3"],
  ['BUILD_FAILED', 'executor failed running [/bin/sh -c exit 3]: exit code: 3'],
  ['BUILD_FAILED', 'process "/bin/sh -c exit 7" did not complete successfully: exit code: 7'],
  ['ENGINE_FAILED', 'something nobody has seen before'],
];

test.each(said)('%s is the class of: %s', (code, text) => {
  const failure = classify(text, 1);
  expect(failure.code).toBe(code);
  expect(failure.remedy.length).toBeGreaterThan(20);
});

test('a program that may not read a file is no refusal of a registry', () => {
  const text = "PermissionError: [Errno 13] Permission denied: '/x'";
  expect(classify(text, 1).code).toBe('ENGINE_FAILED');
});

test('exit code 137 without a word is want of memory', () => {
  expect(classify('', 137).code).toBe('OOM');
});
