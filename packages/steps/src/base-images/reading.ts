import type { BaseFacts } from '@package-model/core/base/base-facts';
import type { BaseCheck } from '@package-model/core/base/check-base';
import type { ReadImage } from '@package-model/core/base/read-image';
import type { BaseImagesValues } from './inputs.ts';

export type CheckValues = BaseImagesValues & { readonly image: string };

/** An image that was read, and what was found beyond its layers. */
export type Reading = {
  readonly image: ReadImage;
  readonly more: (read: BaseFacts) => readonly BaseCheck[];
};
