import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesSource } from '@package-model/core/oci/bytes-source';
import { digestOf } from '@package-model/core/oci/digest';
import { mediaTypes } from '@package-model/core/oci/media-types';
import { writeReport } from '@package-model/core/smoke/report/report';
import { passedReport } from '../../unit/core/smoke/report/sample-reports.ts';
import { startAction } from './github-runner.ts';
import type { GithubCall, GithubResult } from './github-runner.ts';
import { openRepositories } from './repositories.ts';

const { signal } = new AbortController();

/** A candidate in a registry and, in a folder, the report of its smoke test. */
export type Candidate = Awaited<ReturnType<typeof makeCandidate>>;

/** Makes one of an empty image, which passed. */
export async function makeCandidate(folder: string, host: string, name: string) {
  const workspace = join(folder, name);
  await mkdir(workspace);
  const repository = `team/${name}`;
  const opened = openRepositories();
  const store = opened.open({ kind: 'registry', host, repository });
  const config = new TextEncoder().encode(JSON.stringify({ name }));
  await store.putBlob(bytesSource('config', config), signal);
  const { manifest: mediaType, config: configType } = mediaTypes;
  const about = {
    schemaVersion: 2,
    mediaType,
    config: { mediaType: configType, digest: digestOf(config), size: config.length },
    layers: [],
  };
  const bytes = new TextEncoder().encode(JSON.stringify(about));
  const digest = digestOf(bytes);
  await store.putManifest({ bytes, mediaType, digest }, 'candidate', signal);
  await writeReport(join(workspace, 'smoke-report.json'), { ...passedReport, imageDigest: digest });
  opened.close();
  return { workspace, repository, digest, image: `${host}/${repository}@${digest}` };
}

/** A job on GitHub that promotes a candidate and signs it. */
export type SigningJob = {
  readonly env: Readonly<Record<string, string>>;
  readonly token: string;
  readonly visibility?: string;
  readonly node?: string;
  readonly inputs?: Readonly<Record<string, string>>;
};

/** Runs the job to its end. */
export async function push(candidate: Candidate, job: SigningJob): Promise<GithubResult> {
  return (await startPush(candidate, job)).done;
}

/** Starts the job. */
export async function startPush(
  { workspace, image }: Candidate,
  { env, token, visibility = 'public', node, inputs }: SigningJob,
): Promise<GithubCall> {
  const event = join(workspace, 'event.json');
  await writeFile(event, JSON.stringify({ repository: { visibility } }));
  return startAction({
    action: 'actions/push-image',
    workspace,
    inputs: {
      image,
      tags: '1.0',
      'report-path': 'smoke-report.json',
      attest: 'true',
      'github-token': token,
      ...inputs,
    },
    env: {
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_EVENT_NAME: 'push',
      GITHUB_EVENT_PATH: event,
      ...env,
    },
    ...(node !== undefined && { node }),
  });
}
