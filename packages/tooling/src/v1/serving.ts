import { proof } from './feature.ts';
import type { Row } from './feature.ts';

const examples = proof('integration/examples', 'examples/%s answers as its cases say');
const contract = (name: string) => proof('integration/serving-contract', name);
const script = (name: string) => proof('unit/core/package/script/entry-script', name);

/** What an entry script may do, and what it is told of. */
export const serving: readonly Row[] = [
  ['`init()` and `run(raw_data)`', examples],
  [
    '`@input_schema` with `NumpyParameterType`',
    proof('integration/docs', 'the commands of %s work, in order'),
  ],
  ['`@input_schema` with `PandasParameterType`', examples],
  [
    '`@input_schema` with several parameters',
    contract('has its parameters from the body and from the query'),
  ],
  ['`@rawhttp` with the bytes of an image', examples],
  [
    '`AMLResponse` with status and headers',
    contract('gets bytes and gives bytes, with its own status and headers'),
  ],
  ['`GET /score`', contract('is asked by GET too')],
  [
    'CORS by `AML_CORS_ORIGINS`',
    contract('answers the origins that AML_CORS_ORIGINS names, and no others'),
  ],
  [
    '`/swagger.json` in versions 2 and 3 with `SERVICE_NAME` and `SERVICE_VERSION`',
    contract('is described by /swagger.json%s, named and versioned as the model'),
  ],
  ['`SCORING_TIMEOUT_MS`', contract('is stopped after SCORING_TIMEOUT_MS')],
  ['`WORKER_COUNT`', contract('runs in as many workers as WORKER_COUNT says')],
  [
    '`Model.get_model_path` without azureml-core',
    contract('finds its model by the stand-in for azureml.core, beside what the server brings'),
  ],
  [
    '`init` or `run` is missing: refused before anything is built',
    script('are told what they lack, strings and comments not counted'),
  ],
  ['`run` that returns `json.dumps`: warned of', script('warns of results that are encoded twice')],
];
