import type { Matchers } from '@package-model/core/smoke/cases/matchers';

/** JSON Schema and JSONPath, loaded when the first case asks for one. */
export async function loadMatchers(): Promise<Matchers> {
  const { compilePath } = await import('@package-model/matchers/json-path');
  const { compileSchema } = await import('@package-model/matchers/json-schema');
  return { compilePath, compileSchema };
}
