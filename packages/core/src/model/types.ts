import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import type { Repository } from '../oci/repository.ts';
import type { ModelFramework } from './framework.ts';

/** A model version as the registry holds it. Its layers are image layers as they are. */
export type ModelVersion = {
  readonly name: string;
  readonly version: string;
  /** `name:version`. */
  readonly id: string;
  /** Digest of its ModelPack manifest. */
  readonly digest: Digest;
  /** `repository@digest`. */
  readonly reference: string;
  /** Plain tar layers whose paths start `models/<name>/`. */
  readonly layers: readonly Descriptor[];
  /** Paths of the files below `/models/<name>/`, in order; used by checks and messages. */
  readonly files: readonly ModelFile[];
  /** The library it was made with, where that was said when it was registered. */
  readonly framework?: ModelFramework;
};

export type ModelFile = { readonly path: string; readonly sizeBytes: number };

/** Where a model's layers can be taken from. */
export type StoredModel = ModelVersion & { readonly repository: Repository };
