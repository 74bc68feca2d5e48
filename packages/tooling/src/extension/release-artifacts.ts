import { MLFLOW_REGISTRY, MODEL_RESULT, VERSION_RESULT } from './mlflow-registry.ts';
import { OCI_REGISTRY, TEXT_RESULT, VERSIONS_RESULT } from './oci-registry.ts';

const required = { isRequired: true, dataType: 'string', maxLength: 300 } as const;

/** What is asked when a release pipeline takes a model as its artifact. */
const inputDescriptors = [
  {
    id: 'connection',
    name: 'Service connection',
    description: 'The model registry.',
    inputMode: 'Combo',
    isConfidential: false,
    hasDynamicValueInformation: true,
    validation: required,
  },
  {
    id: 'definition',
    name: 'Model',
    description: 'The registered model.',
    inputMode: 'Combo',
    isConfidential: false,
    hasDynamicValueInformation: true,
    dependencyInputIds: ['connection'],
    properties: { isSearchable: true },
    validation: required,
  },
  {
    id: 'defaultVersionType',
    name: 'Default version',
    description: 'The version of a release that names none.',
    inputMode: 'Combo',
    isConfidential: false,
    hasDynamicValueInformation: false,
    values: {
      inputId: 'defaultVersionTypeValues',
      defaultValue: 'latestType',
      isLimitedToPossibleValues: true,
      possibleValues: [
        { value: 'latestType', displayValue: 'Latest' },
        {
          value: 'selectDuringReleaseCreationType',
          displayValue: 'Specify at the time of release creation',
        },
        { value: 'specificVersionType', displayValue: 'Specific version' },
      ],
    },
    validation: required,
  },
  {
    id: 'defaultVersionSpecific',
    name: 'Version',
    description: 'The version of every release that names none.',
    inputMode: 'Combo',
    isConfidential: false,
    hasDynamicValueInformation: true,
    dependencyInputIds: ['connection', 'definition', 'defaultVersionType'],
    properties: { visibleRule: 'defaultVersionType == specificVersionType' },
    validation: required,
  },
] as const;

/** A model in an OCI registry; releases download the chosen version before their first task. */
export function ociArtifact(downloadTaskId: string) {
  const versions = { dataSourceName: 'Versions', resultTemplate: VERSIONS_RESULT };
  return artifactType('oci-model-artifact', {
    name: 'PackageModelOci',
    displayName: 'Model (OCI registry)',
    endpointTypeId: OCI_REGISTRY,
    downloadTaskId,
    dataSourceBindings: [
      { target: 'definition', dataSourceName: 'Models', resultTemplate: TEXT_RESULT },
      { target: 'versions', ...versions },
      { target: 'latestversion', ...versions },
      { target: 'defaultVersionSpecific', ...versions },
    ],
  });
}

/** A model in an MLflow registry; the release knows its version, nothing is downloaded. */
export function mlflowArtifact() {
  const versions = { dataSourceName: 'Versions', resultTemplate: VERSION_RESULT };
  const model = '{{{endpoint.url}}}/#/models/{{{definition}}}';
  return artifactType('mlflow-model-artifact', {
    name: 'PackageModelMlflow',
    displayName: 'Model (MLflow)',
    endpointTypeId: MLFLOW_REGISTRY,
    dataSourceBindings: [
      { target: 'definition', dataSourceName: 'Models', resultTemplate: MODEL_RESULT },
      { target: 'versions', ...versions },
      { target: 'latestversion', dataSourceName: 'LatestVersion', resultTemplate: VERSION_RESULT },
      { target: 'defaultVersionSpecific', ...versions },
      { target: 'artifactSourceDefinitionUrl', resultTemplate: model },
      { target: 'artifactSourceVersionUrl', resultTemplate: `${model}/versions/{{{version}}}` },
    ],
  });
}

function artifactType<T extends { readonly displayName: string }>(id: string, properties: T) {
  return {
    id,
    description: `${properties.displayName} as the artifact of a release pipeline`,
    type: 'ms.vss-releaseartifact.release-artifact-type',
    targets: ['ms.vss-releaseartifact.artifact-types'],
    properties: {
      // What is a Build the agent fetches by itself, from an address; a Package is left to a task, or left.
      artifactType: 'Package',
      uniqueSourceIdentifier: '{{connection}}:{{definition}}',
      isCommitsTraceabilitySupported: false,
      isWorkitemsTraceabilitySupported: false,
      ...properties,
      inputDescriptors,
    },
  };
}
