import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '@package-model/tooling/machine/machine';
import * as z from 'zod/mini';
import { render, select } from './azure-templates.ts';
import type { Context } from './azure-templates.ts';

const dataSource = z.object({
  name: z.string(),
  endpointUrl: z.string(),
  resultSelector: z.optional(z.string()),
  initialContextTemplate: z.optional(z.string()),
  callbackContextTemplate: z.optional(z.string()),
  callbackRequiredTemplate: z.optional(z.string()),
});
type DataSource = z.infer<typeof dataSource>;

const scheme = z.object({
  type: z.string(),
  headers: z.optional(z.array(z.object({ name: z.string(), value: z.string() }))),
});
const properties = z.looseObject({
  name: z.string(),
  endpointTypeId: z.optional(z.string()),
  dataSources: z.optional(z.array(dataSource)),
  authenticationSchemes: z.optional(z.array(scheme)),
  dataSourceBindings: z.optional(
    z.array(
      z.object({
        target: z.string(),
        dataSourceName: z.optional(z.string()),
        resultTemplate: z.string(),
      }),
    ),
  ),
});
const extension = z.object({ contributions: z.array(z.looseObject({ properties })) });

/** A service connection as Azure DevOps keeps it. */
export type Connection = {
  readonly url: string;
  readonly scheme: 'basic' | 'token' | 'none';
  readonly parameters?: Readonly<Record<string, string>>;
  readonly data?: Readonly<Record<string, string>>;
};

/** What a field of a form offers. */
export type InputValue = { readonly Value: string; readonly DisplayValue: string };

const inputValue = z.object({ Value: z.string(), DisplayValue: z.string() });

/** Azure DevOps makes no more calls than these for one list. */
const MAX_CALLS = 5;
/** Nor does it read longer answers. */
const ANSWER_LIMIT_CHARACTERS = 2 * 1024 * 1024;

/** Of Azure DevOps itself: what its own tasks ask connections to Azure for. */
const builtIn: Readonly<Record<string, z.infer<typeof properties>>> = {
  AzureRM: {
    name: 'AzureRM',
    dataSources: [
      {
        name: 'AzureRMContainerRegistries',
        endpointUrl:
          '{{{endpoint.url}}}/subscriptions/{{{endpoint.subscriptionId}}}/providers/Microsoft.ContainerRegistry/registries?api-version=2017-03-01',
        resultSelector: 'jsonpath:$.value[*]',
      },
    ],
  },
};

async function contributed(name: string) {
  const text = await readFile(join(projectRoot, 'tasks/vss-extension.json'), 'utf8');
  const { contributions } = extension.parse(JSON.parse(text));
  const found = contributions.find((each) => each.properties.name === name);
  if (found === undefined) throw new Error(`the extension contributes no ${name}`);
  return found.properties;
}

/** Asks what an artifact type offers for one of its targets, as the form of a release does. */
export async function offerOf(
  artifactType: string,
  target: string,
  connection: Connection,
  inputs: Context = {},
): Promise<readonly InputValue[]> {
  const { dataSourceBindings, endpointTypeId } = await contributed(artifactType);
  const binding = dataSourceBindings?.find((each) => each.target === target);
  const { dataSourceName, resultTemplate } = binding ?? {};
  if (dataSourceName === undefined) throw new Error(`${artifactType} has no ${target}`);
  const source = { type: endpointTypeId ?? '', name: dataSourceName };
  const answers = await ask(source, connection, { inputs, resultTemplate });
  return answers.map((answer) => inputValue.parse(answer));
}

const taskBindings = z.object({
  inputs: z.array(z.object({ name: z.string(), type: z.string() })),
  dataSourceBindings: z.array(
    z.object({
      target: z.string(),
      endpointId: z.string(),
      dataSourceName: z.string(),
      parameters: z._default(z.record(z.string(), z.string()), {}),
      resultTemplate: z.string(),
    }),
  ),
});

/**
 * Asks what the form of a task offers for one of its fields. The data source sees the connection, and of
 * the form's other fields what the binding names as `$(field)`.
 */
export async function fieldOfferOf(
  task: string,
  target: string,
  connection: Connection,
  fields: Readonly<Record<string, string>> = {},
): Promise<readonly InputValue[]> {
  const text = await readFile(join(projectRoot, 'tasks', task, 'task.json'), 'utf8');
  const { inputs, dataSourceBindings } = taskBindings.parse(JSON.parse(text));
  const binding = dataSourceBindings.find((each) => each.target === target);
  if (binding === undefined) throw new Error(`${task} offers nothing for ${target}`);
  const asked = inputs.find(({ name }) => `$(${name})` === binding.endpointId);
  const [, type = ''] = /^connectedService:([^:]+)/.exec(asked?.type ?? '') ?? [];
  const seen = Object.entries(binding.parameters).map(([name, field]) => [
    name,
    field.replace(/\$\((\w+)\)/g, (_, other: string) => fields[other] ?? ''),
  ]);
  const source = { type, name: binding.dataSourceName };
  const { resultTemplate } = binding;
  const answers = await ask(source, connection, {
    inputs: Object.fromEntries(seen),
    resultTemplate,
  });
  return answers.map((answer) => inputValue.parse(answer));
}

/** What the button Verify of a service connection does; throws when it would turn red. */
export async function verify(endpointType: string, connection: Connection): Promise<void> {
  await ask({ type: endpointType, name: 'TestConnection' }, connection, { inputs: {} });
}

type Request = { readonly inputs: Context; readonly resultTemplate?: string | undefined };

async function ask(
  source: { readonly type: string; readonly name: string },
  connection: Connection,
  request: Request,
): Promise<readonly unknown[]> {
  const type = builtIn[source.type] ?? (await contributed(source.type));
  const found = type.dataSources?.find(({ name }) => name === source.name);
  if (found === undefined) throw new Error(`${source.type} has no data source ${source.name}`);
  const own = type.authenticationSchemes?.find((each) => each.type.endsWith(connection.scheme));
  const endpoint = { url: connection.url, ...connection.data, ...connection.parameters };
  const headers: Record<string, string> = { accept: 'application/json' };
  for (const { name, value } of own?.headers ?? []) headers[name] = render(value, { endpoint });
  if (connection.scheme === 'basic') {
    const { username, password } = connection.parameters ?? {};
    const login = Buffer.from(`${username}:${password}`).toString('base64');
    headers['authorization'] = `Basic ${login}`;
  }
  return callAll(found, headers, { ...request, inputs: { ...request.inputs, endpoint } });
}

async function callAll(
  source: DataSource,
  headers: Readonly<Record<string, string>>,
  { inputs, resultTemplate }: Request,
): Promise<readonly unknown[]> {
  const first = source.initialContextTemplate;
  let context = first === undefined ? inputs : { ...inputs, ...parsed(render(first, inputs)) };
  const results: unknown[] = [];
  for (let call = 0; call < MAX_CALLS; call += 1) {
    const body = await answerOf(source, headers, context);
    results.push(...resultsOf(source, body, { inputs: context, resultTemplate }));
    const { callbackRequiredTemplate: further, callbackContextTemplate: next } = source;
    const told = { ...context, response: body };
    if (further === undefined || next === undefined || render(further, told) !== 'true') break;
    context = { ...context, ...parsed(render(next, told)) };
  }
  return results;
}

async function answerOf(
  source: DataSource,
  headers: Readonly<Record<string, string>>,
  context: Context,
): Promise<unknown> {
  const url = render(source.endpointUrl, context).replaceAll(/(?<!:)\/\//g, '/');
  const response = await fetch(url, { headers });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${text}`);
  if (text.length > ANSWER_LIMIT_CHARACTERS) throw new Error(`${url} answers too much`);
  return JSON.parse(text);
}

/** With a selector, each token fills in the template; without one, the whole answer does. */
function resultsOf(
  { resultSelector }: DataSource,
  body: unknown,
  { inputs, resultTemplate }: Request,
): readonly unknown[] {
  if (resultSelector === undefined) {
    const whole: unknown = JSON.parse(
      render(resultTemplate ?? '', { ...inputs, ...asContext(body) }),
    );
    return Array.isArray(whole) ? whole : [whole];
  }
  const path = render(resultSelector, inputs).replace(/^jsonpath:/, '');
  const tokens = select(path, body);
  if (resultTemplate === undefined) return tokens;
  return tokens.map((token): unknown =>
    JSON.parse(render(resultTemplate, { ...inputs, ...asContext(token) })),
  );
}

/** A text has no names in it; Azure DevOps gives it one. */
function asContext(token: unknown): Context {
  return typeof token === 'object' && token !== null
    ? Object.fromEntries(Object.entries(token))
    : { defaultResultKey: token };
}

function parsed(text: string): Readonly<Record<string, string>> {
  return z.record(z.string(), z.string()).parse(JSON.parse(text));
}
