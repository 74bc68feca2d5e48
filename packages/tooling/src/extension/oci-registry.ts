import { authSchemes } from './auth-schemes.ts';

/** Name of the service connection type: a task's `connectedService:<name>`. */
export const OCI_REGISTRY = 'package-model-oci';

/**
 * Between these two stands every tag `model-v1`, `model-v2` … and no other that the product makes.
 * Comparing text is what Newtonsoft's JSONPath and RFC 9535 both can; regular expressions are not.
 */
const VERSION_TAGS = "tags[?(@>='model-v1'&&@<'model-v:')]";

/** The names that Azure's form fields take, out of one text. */
export const TEXT_RESULT =
  '{"Value":"{{{defaultResultKey}}}","DisplayValue":"{{{defaultResultKey}}}"}';

/** All versions of the answer of tags/list, the highest first; Azure's own helper sorts by number. */
export const VERSIONS_RESULT =
  `[{{#extractNumbersAndSort ${VERSION_TAGS} 'model-v'}}{{#results}}` +
  '{"Value":"{{Value}}","DisplayValue":"v{{Value}}"}{{#unless @last}},{{/unless}}' +
  '{{/results}}{{/extractNumbersAndSort}}]';

/** Repositories that begin with the prefix; a name is lower case, so "~" comes after all of them. */
const MODELS_SELECTOR =
  "jsonpath:$.repositories[?(@ >= '{{{endpoint.prefix}}}' && @ < '{{{endpoint.prefix}}}~')]";

/** The service connection type of a model registry in an OCI registry. */
export const ociRegistry = {
  id: 'oci-registry-endpoint',
  description: 'Service connection to a model registry in an OCI registry',
  type: 'ms.vss-endpoint.service-endpoint-type',
  targets: ['ms.vss-endpoint.endpoint-types'],
  properties: {
    name: OCI_REGISTRY,
    displayName: 'OCI model registry (package-model)',
    icon: 'icon.png',
    url: {
      displayName: 'Registry URL',
      isVisible: 'true',
      helpText: 'The registry without a repository: https://registry.example.com',
    },
    inputDescriptors: [
      {
        id: 'prefix',
        name: 'Repository prefix',
        description:
          'Lists only models whose repository begins with it: models/ for oci://HOST/models. Empty: all.',
        inputMode: 'TextBox',
        isConfidential: false,
        validation: { isRequired: false, dataType: 'string', maxLength: 200 },
      },
    ],
    dataSources: [
      {
        name: 'TestConnection',
        endpointUrl: '{{{endpoint.url}}}/v2/_catalog?n=1',
        resultSelector: 'jsonpath:$.repositories[*]',
      },
      {
        name: 'Models',
        endpointUrl: '{{{endpoint.url}}}/v2/_catalog?n=1000&last={{{endpoint.prefix}}}',
        resultSelector: MODELS_SELECTOR,
      },
      { name: 'Versions', endpointUrl: '{{{endpoint.url}}}/v2/{{{definition}}}/tags/list' },
    ],
    authenticationSchemes: authSchemes,
    helpMarkDown:
      'The registry has to be reachable from Azure DevOps, let this login list repositories, and take basic authentication or a fixed token.',
  },
} as const;
