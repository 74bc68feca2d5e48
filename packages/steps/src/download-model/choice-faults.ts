import type { Fault } from '@package-model/core/errors';
import type { DownloadModelValues } from './inputs.ts';

/** What is to be downloaded is said once: by model, or by connection, definition and version. */
export function choiceFaults(
  values: Pick<DownloadModelValues, 'model' | 'connection' | 'definition' | 'version'>,
  spell: (inputName: string) => string,
): Fault[] {
  const { model, connection, definition, version } = values;
  const fault = (key: string, message: string): Fault => ({ message, place: { key: spell(key) } });
  if (definition === undefined) {
    if (version !== undefined) return [fault('version', `goes with ${spell('definition')}`)];
    if (model !== undefined) return [];
    return [fault('model', 'is needed: name:version, name:latest or REPOSITORY@sha256:…')];
  }
  if (model !== undefined) {
    return [fault('definition', `names another model beside ${spell('model')}; give one of them`)];
  }
  return [
    ...(connection === undefined ? [fault('connection', 'is needed with a definition')] : []),
    ...(version === undefined ? [fault('version', 'is needed with a definition')] : []),
  ];
}
