export {
  startRegistry,
  type RegistryAuth,
  type RegistryOptions,
  type RegistryServer,
} from '@package-model/tooling/machine/registry';
