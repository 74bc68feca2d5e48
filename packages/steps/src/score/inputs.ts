import { parseImageReference } from '@package-model/core/oci/reference';
import type { ImageReference } from '@package-model/core/oci/reference';
import * as z from 'zod/mini';
import { textSchema } from '../inputs/define.ts';
import type { ReadText } from '../inputs/define.ts';
import { caCertificates, docker } from '../inputs/machine.ts';
import { relocateLocation } from '../inputs/relocate.ts';
import { requestTimeout, startTimeout } from '../inputs/smoke.ts';
import type { InputTable, OutputTable, ValuesOf } from '../step.ts';

const MAX_WORKERS = 256;
const MAX_COUNT = 1_000_000_000;

export const scoreInputs = {
  input: {
    kind: 'path',
    description:
      'What is sent: a folder (each file is the body of one request) or a JSONL file (each line is one).',
    schema: z.string(),
    required: true,
    example: 'requests.jsonl',
  },
  output: {
    kind: 'path',
    description:
      'Folder for the answers and for failed.jsonl. With answers of an earlier run of the same image and input, only what has no answer yet is sent.',
    schema: z.string(),
    required: true,
    example: 'answers',
  },
  image: {
    kind: 'text',
    description:
      'The image that answers: HOST/REPOSITORY[:TAG][@DIGEST] or dir:PATH[:TAG] (an OCI image layout folder).',
    schema: z.optional(textSchema<ImageReference>(parseImageReference)),
    relocate: relocateLocation,
    example: 'ghcr.io/org/diabetes:1.4.0',
  },
  url: {
    kind: 'text',
    description:
      'Address of a service that runs already, instead of image; requests go to its /score.',
    schema: z.optional(textSchema<URL>(readServiceUrl)),
    example: 'http://127.0.0.1:5001',
  },
  workers: {
    kind: 'number',
    description:
      "Requests at once, and the container's WORKER_COUNT: each worker holds the model in memory once. Without it the image's WORKER_COUNT, else 4 requests at once and the image's own workers.",
    schema: z.optional(textSchema(counting(1, MAX_WORKERS))),
  },
  'max-failures': {
    kind: 'number',
    description:
      'Ends the batch when more inputs than this have failed. Without it all inputs are sent.',
    schema: z.optional(textSchema(counting(0, MAX_COUNT))),
  },
  'max-restarts': {
    kind: 'number',
    description: 'How often a container that ended is started again before the batch is given up.',
    schema: textSchema(counting(0, 1000)),
    default: '5',
  },
  'start-timeout': startTimeout,
  'request-timeout': requestTimeout,
  docker,
  'ca-certificates': caCertificates,
} as const satisfies InputTable;

export const scoreOutputs = {
  'answers-path': { description: 'Folder of the answers.' },
  'failed-path': { description: 'JSONL file that lists the inputs that failed, and why.' },
  answered: { description: 'How many inputs have an answer now.' },
  failed: { description: 'How many inputs failed.' },
} as const satisfies OutputTable;

export type ScoreValues = ValuesOf<typeof scoreInputs>;

function counting(from: number, to: number): ReadText<number> {
  return (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : -1;
    if (value >= from && value <= to) return { value };
    return { fault: `"${text}" is not a whole number from ${from} to ${to}` };
  };
}

function readServiceUrl(text: string): ReturnType<ReadText<URL>> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    return { fault: 'the address must start with http:// or https://' };
  }
  if (url.username !== '' || url.password !== '') {
    return { fault: 'the address must not hold a user name or password' };
  }
  url.search = '';
  url.hash = '';
  // Paths of the service are looked for below it, not beside its last part.
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return { value: url };
}
