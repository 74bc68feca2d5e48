import { findPodmanAuth } from '@package-model/host/podman-auth';
import { expect, test } from 'vitest';

const own = `/run/containers/${process.getuid?.()}/auth.json`;

test.each([
  [{ REGISTRY_AUTH_FILE: 'own.json', DOCKER_CONFIG: '/c', XDG_RUNTIME_DIR: '/r' }, 'own.json'],
  [{ DOCKER_CONFIG: '/c', XDG_RUNTIME_DIR: '/r' }, undefined],
  [{ XDG_RUNTIME_DIR: '/r' }, '/r/containers/auth.json'],
  [{ REGISTRY_AUTH_FILE: ' ' }, process.getuid === undefined ? undefined : own],
])('%o: podman reads %s first', (environment, file) => {
  expect(findPodmanAuth(environment)).toBe(file);
});
