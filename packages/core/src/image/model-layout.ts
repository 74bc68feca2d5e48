import { imagePaths } from './paths.ts';

/**
 * How a model's files come to their version's path: by a link to `/models/<name>`, so that the
 * registered layers serve as they are, or written there themselves.
 */
export type ModelLayout = 'linked' | 'copied';

/** What an image needs to know of a model to give it its place. */
export type PlacedModel = { readonly name: string; readonly version: string };

/** Where the registered layers of a model put its files, relative. */
export function storedFolder(model: Pick<PlacedModel, 'name'>): string {
  return `${imagePaths.models.slice(1)}/${model.name}`;
}

/** Where scripts look for a version of it, relative. */
export function versionFolder(model: PlacedModel): string {
  return `${imagePaths.azuremlModels.slice(1)}/${model.name}/${model.version}`;
}

/** The folder that holds its files in this layout, relative. */
export function filesFolder(model: PlacedModel, layout: ModelLayout): string {
  return layout === 'linked' ? storedFolder(model) : versionFolder(model);
}
