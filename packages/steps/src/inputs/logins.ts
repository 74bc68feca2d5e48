import * as z from 'zod/mini';
import type { Input, InputTable } from '../step.ts';
import { listSchema, optionalText, secretInput, textSchema } from './define.ts';
import type { ReadText } from './define.ts';

const group = 'logins';
const onGithub = { group, only: ['github'] } as const satisfies Partial<Input>;
const onAzure = { group, only: ['azure-pipelines'] } as const satisfies Partial<Input>;
const inPipelines = {
  group,
  only: ['github', 'azure-pipelines'],
} as const satisfies Partial<Input>;

/** A service connection or a secure file: its value is the id that the agent puts in. */
function byId(taskType: NonNullable<Input['taskType']>, description: string) {
  return optionalText('text', { description, taskType, ...onAzure });
}

/** Logins that need no step of their own before; every step that talks to a registry has them. */
export const loginInputs = {
  'registry-auth': {
    ...secretInput({
      description:
        'Logins to registries, as YAML or JSON: a list of registry, username and password. Without registry it is Docker Hub.',
      structured: true,
      openMembers: ['registry', 'username'],
      example: '[{registry: ghcr.io, username: octocat, password: …}]',
      ...inPipelines,
    }),
  },
  'github-token': {
    ...secretInput({
      description:
        'Token for the packages of GitHub (ghcr.io) where docker has no login there. It needs the permission packages: write to push, packages: read to pull.',
      ...onGithub,
    }),
    expression: '${{ github.token }}',
  },
  'azure-client-id': {
    kind: 'text',
    description:
      'Client id of an Azure identity that trusts this workflow. It logs in to Azure container registries without a stored secret; needs azure-tenant-id and the permission id-token: write.',
    schema: z.optional(textSchema(readClientId)),
    ...onGithub,
  },
  'azure-tenant-id': {
    kind: 'text',
    description: 'Tenant of azure-client-id: its id or its domain.',
    schema: z.optional(textSchema(readTenant)),
    ...onGithub,
  },
  'azure-authority-host': {
    kind: 'text',
    description:
      'Where Microsoft Entra answers, for clouds that the name of the registry does not tell.',
    schema: z.optional(textSchema(readAuthorityHost)),
    example: 'https://login.microsoftonline.us',
    ...onGithub,
  },
  'container-registry': byId(
    'connectedService:dockerregistry',
    'Docker registry service connection for the registry of image and models: any registry, Docker Hub, or an Azure container registry with any of its kinds of identity.',
  ),
  'base-container-registry': byId(
    'connectedService:dockerregistry',
    'Docker registry service connection for the registry of the base image, where it is another one.',
  ),
  'azure-subscription': byId(
    'connectedService:AzureRM',
    'Azure Resource Manager service connection whose identity logs in to Azure container registries: secret, certificate, workload identity federation or managed identity.',
  ),
  'github-connection': byId(
    'connectedService:github',
    'GitHub service connection whose token logs in to ghcr.io.',
  ),
  'registry-connection': byId(
    'connectedService:generic',
    'Generic service connection with the URL, user name and password of a registry.',
  ),
  'azure-registries': {
    kind: 'list',
    description:
      'Further Azure container registries to log in to: those of base images, and those with a name of their own. The registries of image and model-registry are known by themselves.',
    schema: z.optional(listSchema(readHost)),
    example: 'bases.azurecr.io',
    ...inPipelines,
  },
  'ca-certificates-file': byId(
    'secureFile',
    'Secure file with certificates, instead of ca-certificates.',
  ),
} as const satisfies InputTable;

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const DOMAIN = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i;
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::[0-9]{1,5})?$/i;

function readClientId(text: string): ReturnType<ReadText<string>> {
  if (GUID.test(text)) return { value: text.toLowerCase() };
  return { fault: 'this is no client id; it is a GUID, as the portal shows it' };
}

function readTenant(text: string): ReturnType<ReadText<string>> {
  if (GUID.test(text) || DOMAIN.test(text)) return { value: text.toLowerCase() };
  return { fault: 'this is no tenant; give its GUID, or its domain' };
}

function readAuthorityHost(text: string): ReturnType<ReadText<string>> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url?.username === '' && url.pathname === '/' && url.search + url.hash === '';
  if (url?.protocol === 'https:' && isPlain) return { value: url.origin };
  return { fault: 'the address must be https://HOST alone' };
}

function readHost(text: string): ReturnType<ReadText<string>> {
  if (HOST.test(text)) return { value: text.toLowerCase() };
  return { fault: `"${text.slice(0, 80)}" is no registry host; write HOST or HOST:PORT` };
}
