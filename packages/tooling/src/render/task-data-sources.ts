import { camelCase } from '@package-model/host/input-names';
import { TEXT_RESULT, VERSIONS_RESULT } from '../extension/oci-registry.ts';
import type { Step } from '@package-model/steps/step';

/** Values that a form offers for an input, asked for by Azure DevOps with a service connection. */
type Offer = {
  readonly input: string;
  /** The input that names the connection; both stand in one group, or the server refuses the task. */
  readonly connection: string;
  /** A data source of the connection's type. */
  readonly source: string;
  readonly resultTemplate: string;
  /** What the data source's URL names beside the connection: other inputs of the form. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Several can be chosen; they come with commas between them. */
  readonly many?: true;
};

const offers: readonly Offer[] = [
  {
    input: 'azure-registries',
    connection: 'azure-subscription',
    source: 'AzureRMContainerRegistries',
    resultTemplate:
      '{"Value":"{{{properties.loginServer}}}","DisplayValue":"{{{properties.loginServer}}}"}',
    many: true,
  },
  {
    input: 'definition',
    connection: 'connection',
    source: 'Models',
    resultTemplate: TEXT_RESULT,
  },
  {
    input: 'version',
    connection: 'connection',
    source: 'Versions',
    parameters: { definition: '$(definition)' },
    resultTemplate: VERSIONS_RESULT,
  },
];

/** What a step's form offers for an input, where the step has the connection to ask with. */
export function offerOf(name: string, step: Step): Offer | undefined {
  const offer = offers.find(({ input }) => input === name);
  return offer !== undefined && Object.hasOwn(step.inputs, offer.connection) ? offer : undefined;
}

/** The dataSourceBindings of a step's task.json. */
export function bindingsOf(step: Step) {
  return Object.keys(step.inputs).flatMap((name) => {
    const offer = offerOf(name, step);
    if (offer === undefined) return [];
    return {
      target: camelCase(offer.input),
      endpointId: `$(${camelCase(offer.connection)})`,
      dataSourceName: offer.source,
      ...(offer.parameters !== undefined && { parameters: offer.parameters }),
      resultTemplate: offer.resultTemplate,
    };
  });
}
