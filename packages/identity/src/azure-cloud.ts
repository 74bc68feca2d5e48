/** What differs between the clouds of Azure for a login to a registry. */
export type AzureCloud = {
  /** Where Microsoft Entra answers. */
  readonly authorityHost: string;
  /** Whom an id token of a pipeline is for. */
  readonly audience: string;
  /** What an access token for registries is asked with. */
  readonly registryScope: string;
};

const publicCloud: AzureCloud = {
  authorityHost: 'https://login.microsoftonline.com',
  audience: 'api://AzureADTokenExchange',
  registryScope: 'https://containerregistry.azure.net/.default',
};

const clouds: ReadonlyMap<string, AzureCloud> = new Map([
  ['io', publicCloud],
  [
    'cn',
    {
      authorityHost: 'https://login.partner.microsoftonline.cn',
      audience: 'api://AzureADTokenExchangeChina',
      registryScope: 'https://management.chinacloudapi.cn/.default',
    },
  ],
  [
    'us',
    {
      authorityHost: 'https://login.microsoftonline.us',
      audience: 'api://AzureADTokenExchangeUSGov',
      registryScope: 'https://management.usgovcloudapi.net/.default',
    },
  ],
]);

const AZURE_REGISTRY = /^[a-z0-9]+(?:-[a-z0-9]+)*\.azurecr\.(?<cloud>io|cn|us)$/;

/** True for a registry that its name alone shows to be Azure's: nobody else can have that name. */
export function isAzureRegistry(host: string): boolean {
  return AZURE_REGISTRY.test(host);
}

/** The cloud of a registry; one with a name of its own counts to the public one. */
export function cloudOf(registry: string): AzureCloud {
  const cloud = AZURE_REGISTRY.exec(registry)?.groups?.['cloud'] ?? 'io';
  return clouds.get(cloud) ?? publicCloud;
}
