import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { formatFault } from '@package-model/core/errors';
import type { ModelVersion } from '@package-model/core/model/types';
import { digestOf } from '@package-model/core/oci/digest';
import { listCode } from '@package-model/core/package/code/code';
import type { CodeListing } from '@package-model/core/package/code/code';
import { checkScripts } from '@package-model/core/package/script/check-scripts';
import type { ScriptRequest } from '@package-model/core/package/script/check-scripts';
import type { Python } from '@package-model/core/package/script/python';
import * as z from 'zod';
import { recordingLog } from '../recording-log.ts';

/** The folder of the projects. */
export const scripts = path.join(import.meta.dirname, '../../../../fixtures/scripts');

const caseFile = z.strictObject({
  entryScript: z.string(),
  sourceDirectory: z.nullable(z.string()),
  pip: z.array(z.string()),
  pythonVersion: z.optional(z.string()),
  layout: z._default(z.enum(['auto', 'linked', 'copied']), 'auto'),
  models: z.array(
    z.strictObject({ name: z.string(), version: z.string(), files: z.array(z.string()) }),
  ),
});

/** The names of all projects. */
export async function scriptCases(): Promise<string[]> {
  const entries = await readdir(scripts, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** A project as the check of scripts is asked about it. */
export async function scriptRequest(name: string): Promise<ScriptRequest> {
  const folder = path.join(scripts, name);
  const given = caseFile.parse(JSON.parse(await readFile(path.join(folder, 'case.json'), 'utf8')));
  const directory =
    given.sourceDirectory === null ? folder : path.join(folder, given.sourceDirectory);
  const script = path.join(directory, given.entryScript);
  const config = {
    entryScript: { path: script, shownAs: path.relative(folder, script) },
    ...(given.sourceDirectory === null ? {} : { sourceDirectory: directory }),
  };
  const { pip, pythonVersion, layout } = given;
  return {
    config,
    listing: await listed(config),
    environment: {
      baseImage: 'docker.io/library/python:3.11-slim',
      platform: { os: 'linux', architecture: 'amd64' },
      pip,
      apt: [],
      ...(pythonVersion === undefined ? {} : { pythonVersion }),
      userManaged: false,
      variables: {},
    },
    models: given.models.map(modelOf),
    layout,
  };
}

async function listed(config: Parameters<typeof listCode>[0]): Promise<CodeListing> {
  const run = { run: async () => ({ exitCode: 128, stdout: '', stderr: '' }) };
  return listCode(config, { run, log: recordingLog(), signal: new AbortController().signal });
}

function modelOf(model: { name: string; version: string; files: readonly string[] }): ModelVersion {
  const { name, version, files } = model;
  const digest = digestOf(name);
  return {
    name,
    version,
    id: `${name}:${version}`,
    digest,
    reference: `localhost:5000/${name}@${digest}`,
    layers: [],
    files: files.map((file) => ({ path: file, sizeBytes: 1 })),
  };
}

/** Everything that the check says, a line each. */
export async function findingsOf(request: ScriptRequest, python?: Python): Promise<string> {
  const log = recordingLog();
  const deps = python === undefined ? { log } : { log, python };
  const { faults, walks, needsCore } = await checkScripts(request, deps);
  const lines = [
    ...faults.map((fault) => `fault: ${formatFault(fault)}`),
    ...log.warnings.map(({ line, place }) => {
      const fault = place === undefined ? { message: line } : { message: line, place };
      return `warning: ${formatFault(fault)}`;
    }),
    ...walks.map((walk) => `walk: ${walk}`),
    ...(needsCore ? ['azureml.core is needed'] : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
