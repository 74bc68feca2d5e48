import type { Cause, Evidence } from '../cause.ts';
import { ownFrame, pythonFailure, told } from '../python-failure.ts';
import { causeOf } from '../say.ts';
import type { PythonError } from '../traceback.ts';
import { named } from '../versions.ts';

const SERVER = 'azureml-inference-server-http';
const PARTS =
  'flask_cors|flask|werkzeug|jinja2|markupsafe|itsdangerous|pydantic_core|pydantic_settings|pydantic|gunicorn|click|opentelemetry|inference_schema';
const IN_PARTS = new RegExp(
  `[\\\\/](?:site|dist)-packages[\\\\/](${PARTS}|azureml_inference_server_http)[\\\\/]`,
);
const NAMED = new RegExp(`(?:from|module|package|named|attribute) ['"\`]?(${PARTS})\\b`, 'i');
const IMPORT_ERROR = /(ImportError|ModuleNotFoundError|PydanticUserError)$/;
const OTHER_ERROR = /(AttributeError|TypeError|DistributionNotFound|ContextualVersionConflict)$/;

/** A package of the scoring server in a version that the server cannot use. */
export const serverConflict: Cause = {
  id: 'server-conflict',
  title: 'A pinned package does not fit the scoring server',
  meaning:
    'The scoring server is a Flask application. The conda or requirements file pins flask, werkzeug, jinja2, markupsafe, itsdangerous or pydantic in a version that the installed server, or flask itself, cannot work with, so that the server fails before it reaches the entry script.',
  remedy:
    'Take these pins out, and let `azureml-inference-server-http` (or `azureml-defaults`) choose; if the script itself needs an old version, pin a server of the same time.',
  async match(evidence) {
    for (const error of pythonFailure(evidence)?.errors ?? []) {
      const part = partIn(error);
      if (part === undefined) continue;
      const text = `The scoring server cannot start (${told(error)}): ${await reason(part, evidence)}. Take the pin out of the conda or requirements file, or pin what fits ${await named(SERVER, evidence)}.`;
      return causeOf(serverConflict.id, text);
    }
    return undefined;
  },
};

/** The part of the server that fails; undefined when the exception is the script's own. */
function partIn(error: PythonError): string | undefined {
  const at = IN_PARTS.exec(error.frames.at(-1)?.file ?? '')?.[1];
  if (at === undefined) return undefined;
  const name = NAMED.exec(error.text)?.[1];
  if (IMPORT_ERROR.test(error.type) && name !== undefined) return name;
  const isServers = ownFrame(error) === undefined;
  return isServers && (IMPORT_ERROR.test(error.type) || OTHER_ERROR.test(error.type))
    ? at
    : undefined;
}

/** What pip knows of it, else the version that is there. */
async function reason(part: string, evidence: Evidence): Promise<string> {
  const told = (await evidence.look.conflicts())?.filter((line) =>
    new RegExp(PARTS, 'i').test(line),
  );
  const line = told?.find((text) => text.toLowerCase().includes(part)) ?? told?.[0];
  return line?.trim().replace(/\.$/, '') ?? `it does not work with ${await named(part, evidence)}`;
}
