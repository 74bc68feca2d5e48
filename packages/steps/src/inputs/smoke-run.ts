import type { ContainerFile, Gpus } from '@package-model/core/engine/engine';
import { isVariableName, isVariableValue } from '@package-model/core/package/inference/variables';
import { parseCpus, parseMemory } from '@package-model/core/smoke/run/resources';
import { Secret } from '@package-model/core/secret';
import * as z from 'zod/mini';
import { listSchema, optionalText, switchInput, textSchema } from './define.ts';
import type { ReadText } from './define.ts';
import { mapEntries } from './entries.ts';
import { mapSchema } from './pairs.ts';
import { joinPath } from './relocate.ts';
import { requestTimeout, startTimeout } from './smoke.ts';
import type { InputTable } from '../step.ts';

const url = {
  kind: 'text',
  group: 'smoke-test',
  description:
    'Address of a service that runs already: the same cases and checks, without an image or a container. Its path is where GET tells the health; /score is looked for below it.',
  schema: z.optional(textSchema<URL>(readUrl)),
  example: 'https://staging.example.com/',
} as const;

const urlHeaders = {
  kind: 'map',
  group: 'smoke-test',
  shownFor: { input: 'url' },
  description:
    'Headers for each request to url, one NAME=value a line, such as Authorization=Bearer …; never printed.',
  schema: z.optional(mapSchema((value) => new Secret(value), checkHeader)),
  secret: true,
} as const;

const deploymentConfig = optionalText('path', {
  group: 'smoke-test',
  description:
    'Deployment configuration (JSON or YAML, as Azure ML v1 has it): the container gets its cpu and memory, so that what passes here fits there.',
  example: 'deploymentconfig.json',
});

const cpu = {
  kind: 'text',
  group: 'smoke-test',
  description: 'Processors that the container may use, such as 0.5. Wins over deployment-config.',
  schema: z.optional(textSchema<number>(parseCpus)),
  example: '0.5',
} as const;

const memory = {
  kind: 'text',
  group: 'smoke-test',
  description:
    'Memory that the container may use: a number of GB as in deployment-config (0.5), or with a unit (512m, 2g). Wins over deployment-config.',
  schema: z.optional(textSchema<number>(parseMemory)),
  example: '1.5',
} as const;

const gpus = {
  kind: 'text',
  group: 'smoke-test',
  description: 'GPUs that the container gets: all, or a number. None without it.',
  schema: z.optional(textSchema<Gpus>(readGpus)),
  example: 'all',
} as const;

const testVariables = {
  kind: 'map',
  group: 'smoke-test',
  description:
    'Environment variables of the container in this test only, one NAME=value a line. They do not come into the image.',
  schema: z.optional(mapSchema((value) => value, checkVariable)),
  structured: true,
  example: 'LOG_LEVEL=debug',
} as const;

const testSecrets = {
  kind: 'map',
  group: 'smoke-test',
  description:
    'Environment variables of the container in this test only whose values are never printed, one NAME=value a line.',
  schema: z.optional(mapSchema((value) => new Secret(value), checkVariable)),
  secret: true,
} as const;

const testFiles = {
  kind: 'list',
  group: 'smoke-test',
  description:
    'Files and folders for the container in this test only: LOCAL:TARGET, the target an absolute path. The container cannot change them.',
  schema: z.optional(listSchema<ContainerFile>(readFile)),
  relocate: (text: string, folder: string) => mapEntries(text, (entry) => joinPath(folder, entry)),
  example: 'lookup.csv:/data/lookup.csv',
} as const;

const isolated = switchInput({
  group: 'smoke-test',
  description:
    'Run the container on a network without a way out: a service that needs something from outside fails.',
});

const keepOnFailure = switchInput({
  group: 'smoke-test',
  description:
    'Leave the container of a test that did not pass, and say how to enter and how to remove it.',
});

/** A service that runs already, in place of an image. */
export const urlInputs = { url, 'url-headers': urlHeaders } as const satisfies InputTable;

/** How the container runs. */
export const runInputs = {
  'start-timeout': startTimeout,
  'request-timeout': requestTimeout,
  'deployment-config': deploymentConfig,
  cpu,
  memory,
  gpus,
  'test-variables': testVariables,
  'test-secrets': testSecrets,
  'test-files': testFiles,
  isolated,
  'keep-on-failure': keepOnFailure,
} as const satisfies InputTable;

function readUrl(text: string): ReturnType<ReadText<URL>> {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    return { fault: 'this is no http or https address; write https://HOST/' };
  }
  if (parsed.username !== '' || parsed.password !== '') {
    return { fault: 'the address holds a user or password; give it in url-headers' };
  }
  if (parsed.search !== '' || parsed.hash !== '') {
    return { fault: 'the address may not have a query or fragment; remove what follows ? or #' };
  }
  // The address that Azure shows is that of scoring itself.
  parsed.pathname = parsed.pathname.replace(/\/score\/?$/, '/').replace(/\/*$/, '/');
  return { value: parsed };
}

function readGpus(text: string): ReturnType<ReadText<Gpus>> {
  if (text === 'all') return { value: 'all' };
  if (/^[1-9][0-9]?$/.test(text)) return { value: Number(text) };
  return { fault: `"${text}" is neither all nor a number of GPUs from 1 to 99` };
}

function readFile(entry: string): ReturnType<ReadText<ContainerFile>> {
  const [, source, target] = /^(.+):(\/[^:]+)$/.exec(entry) ?? [];
  if (source === undefined || target === undefined) {
    return {
      fault: `"${entry}" is not LOCAL:TARGET with an absolute target; write data.csv:/data.csv`,
    };
  }
  if (target.split('/').some((part) => part === '..' || part === '.')) {
    return { fault: `the target ${target} has . or .. in it; write the path as it is` };
  }
  return { value: { source, target } };
}

function checkVariable(name: string, value: string): string | undefined {
  if (!isVariableName(name)) {
    return 'what stands before the value cannot be the name of a variable; use letters, digits and _';
  }
  if (isVariableValue(value)) return undefined;
  return `the value of ${name} has a line end or a control character; remove it, or use test-files`;
}

function checkHeader(name: string, value: string): string | undefined {
  if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) {
    return 'what stands before the value cannot be the name of a header; write NAME=value';
  }
  const isSound = /^[\t\u0020-\u007E\u0080-\u00FF]*$/.test(value);
  return isSound ? undefined : `the value of ${name} has characters that no header may have`;
}
