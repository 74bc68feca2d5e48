import { authSchemes } from './auth-schemes.ts';

/** Name of the service connection type: a task's `connectedService:<name>`. */
export const MLFLOW_REGISTRY = 'package-model-mlflow';

export const MODEL_RESULT = '{"Value":"{{{name}}}","DisplayValue":"{{{name}}}"}';
export const VERSION_RESULT = '{"Value":"{{{version}}}","DisplayValue":"v{{{version}}}"}';

const API = '{{{endpoint.url}}}/api/2.0/mlflow';
/** The newest first; the server's own order is by time of change. */
const VERSIONS_OF =
  `${API}/model-versions/search?filter=name%3D'{{{definition}}}'` +
  '&order_by=version_number%20DESC';

/** Further pages while the server gives a token; Azure DevOps asks for five at most. */
const pages = {
  initialContextTemplate: '{"pageToken":""}',
  callbackContextTemplate: '{"pageToken":"{{{response.next_page_token}}}"}',
  callbackRequiredTemplate: '{{#response.next_page_token}}true{{/response.next_page_token}}',
} as const;

/** The service connection type of an MLflow model registry. */
export const mlflowRegistry = {
  id: 'mlflow-registry-endpoint',
  description: 'Service connection to an MLflow model registry',
  type: 'ms.vss-endpoint.service-endpoint-type',
  targets: ['ms.vss-endpoint.endpoint-types'],
  properties: {
    name: MLFLOW_REGISTRY,
    displayName: 'MLflow model registry (package-model)',
    icon: 'icon.png',
    url: {
      displayName: 'Tracking server URL',
      isVisible: 'true',
      helpText: 'As in MLFLOW_TRACKING_URI: https://mlflow.example.com',
    },
    inputDescriptors: [],
    dataSources: [
      {
        name: 'TestConnection',
        endpointUrl: `${API}/registered-models/search?max_results=1`,
        resultSelector: 'jsonpath:$.registered_models[*].name',
      },
      {
        name: 'Models',
        endpointUrl: `${API}/registered-models/search?max_results=1000&page_token={{{pageToken}}}`,
        resultSelector: 'jsonpath:$.registered_models[*]',
        ...pages,
      },
      {
        name: 'Versions',
        endpointUrl: `${VERSIONS_OF}&max_results=1000&page_token={{{pageToken}}}`,
        resultSelector: 'jsonpath:$.model_versions[*]',
        ...pages,
      },
      {
        name: 'LatestVersion',
        endpointUrl: `${VERSIONS_OF}&max_results=1`,
        resultSelector: 'jsonpath:$.model_versions[*]',
      },
    ],
    authenticationSchemes: authSchemes,
    helpMarkDown: 'The tracking server has to be reachable from Azure DevOps.',
  },
} as const;
