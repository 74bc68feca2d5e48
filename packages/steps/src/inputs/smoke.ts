import * as z from 'zod/mini';
import { choiceInput, defaultText, optionalText, secondsInput, textSchema } from './define.ts';
import { joinPath } from './relocate.ts';

/** Smoke-test cases: a file, or the YAML or JSON itself. */
export type CasesSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'inline'; readonly text: string };

export const cases = {
  kind: 'text',
  group: 'smoke-test',
  description:
    "Requests with the answers they must get: path of a YAML or JSON file, a folder of them or a pattern like smoke/*.yaml, or the YAML or JSON itself. Without it the model's sample_input.json, the example of /swagger.json or MLflow's input example is sent and must get status 200.",
  schema: z.optional(
    textSchema<CasesSource>((text) =>
      isInline(text)
        ? { value: { kind: 'inline', text } }
        : { value: { kind: 'file', path: text } },
    ),
  ),
  structured: true,
  relocate: (text: string, folder: string) => (isInline(text) ? text : joinPath(folder, text)),
  example: 'cases.yaml',
} as const;

export const startTimeout = secondsInput(300, {
  group: 'smoke-test',
  description: 'Seconds that the container may take until it is ready.',
});

export const requestTimeout = secondsInput(60, {
  group: 'smoke-test',
  description: 'Seconds that one request may take.',
});

export const reportPath = defaultText('path', 'smoke-report.json', {
  group: 'reports',
  description: 'Where the report of the smoke test is written.',
});

export const ownReport = {
  kind: 'path',
  group: 'reports',
  description:
    'The report of the smoke test of this very digest (output report-path of smoke-test).',
  schema: z.string(),
  required: true,
  example: 'smoke-report.json',
} as const;

export const accept = choiceInput(['image', 'mount'], {
  group: 'image',
  description:
    'Which smoke tests count: image = only those of the candidate itself; mount = also the pre-check of model-transfer: mount, which does not test all of it.',
});

export const modelTransfer = choiceInput(['image', 'mount'], {
  group: 'smoke-test',
  description:
    'How the engine gets the model: image = the candidate itself, byte for byte; mount = a quick pre-check: the image without its model, with a checked copy of the model mounted. It promotes only with accept: mount.',
});

export const modelFiles = optionalText('path', {
  group: 'smoke-test',
  shownFor: { input: 'model-transfer', value: 'mount' },
  description:
    'For model-transfer: mount, where the model was registered on this machine: its file, folder or glob. The copy is made of these files instead of being fetched, and must have the digests of the image all the same.',
  example: 'outputs/model.joblib',
});

/** Cases themselves have a line end or a bracket; a path has neither. */
function isInline(text: string): boolean {
  return /[\n[{]/.test(text);
}
