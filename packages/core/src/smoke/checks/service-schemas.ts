import * as z from 'zod/mini';

const record = z.record(z.string(), z.unknown());
const part = z.optional(record);
const definitions = z.object({ ServiceInput: part, ServiceOutput: part });
const swagger2 = z.object({ definitions });
const swagger3 = z.object({ components: z.object({ schemas: definitions }) });

export type Schema = Readonly<Record<string, unknown>>;

/** What a scoring server says of its input and output; `{}` where it says nothing. */
export type ServiceSchemas = { readonly input: Schema; readonly output: Schema };

/** The schemas in a /swagger.json of either version; undefined when it is no such document. */
export function readServiceSchemas(text: string): ServiceSchemas | undefined {
  let swagger: unknown;
  try {
    swagger = JSON.parse(text);
  } catch {
    // Not JSON: the same as no document, and the check says so.
    return undefined;
  }
  if (!z.safeParse(record, swagger).success) return undefined;
  const second = z.safeParse(swagger2, swagger).data?.definitions;
  const found = second ?? z.safeParse(swagger3, swagger).data?.components.schemas;
  return { input: found?.ServiceInput ?? {}, output: found?.ServiceOutput ?? {} };
}

/** The example of a schema; undefined when there is none, or an empty one, which shows nothing. */
export function exampleOf(schema: Schema): unknown {
  const { example } = schema;
  const isEmpty =
    typeof example === 'object' && example !== null && Object.keys(example).length === 0;
  return isEmpty ? undefined : example;
}
