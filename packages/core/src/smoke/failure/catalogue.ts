import type { Cause } from './cause.ts';
import { diskFull } from './causes/disk-full.ts';
import { importFailed, initFailed, runFailed } from './causes/exception.ts';
import { missingLibrary } from './causes/missing-library.ts';
import { modelMissing } from './causes/model-missing.ts';
import { moduleMissing } from './causes/module-missing.ts';
import { outOfMemory } from './causes/out-of-memory.ts';
import { permissionDenied } from './causes/permission-denied.ts';
import { runSignature } from './causes/run-signature.ts';
import { serverConflict } from './causes/server-conflict.ts';
import { settingsFile } from './causes/settings-file.ts';
import { stillLoading } from './causes/still-loading.ts';
import { versionClash } from './causes/version-clash.ts';
import { wrongAddress } from './causes/wrong-address.ts';
import { wrongArchitecture } from './causes/wrong-architecture.ts';

/** All causes, the most specific first: the first that fits is told. */
export const causes: readonly Cause[] = [
  wrongArchitecture,
  settingsFile,
  runSignature,
  serverConflict,
  missingLibrary,
  versionClash,
  moduleMissing,
  modelMissing,
  diskFull,
  permissionDenied,
  outOfMemory,
  importFailed,
  initFailed,
  runFailed,
  wrongAddress,
  stillLoading,
];
