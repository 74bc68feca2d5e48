import type { Environment } from './host.ts';

const NEVER_HANDED_ON = [
  /^INPUT_/,
  /^STATE_/,
  /^SECRET_/,
  /^ENDPOINT_/,
  /^SECUREFILE_/,
  /^VSTS_TASKVARIABLE_/,
  /^VSTS_(PUBLIC|SECRET)_VARIABLES$/,
  /^ACTIONS_(RUNTIME|ID_TOKEN|CACHE|RESULTS)_/,
  /^GITHUB_(TOKEN|ENV|OUTPUT|PATH|STATE|STEP_SUMMARY|ARTIFACTS|ARTIFACTS_LIST)$/,
  /^GH_TOKEN$/,
  /^SYSTEM_ACCESSTOKEN$/,
  /^(NODE_OPTIONS|NODE_AUTH_TOKEN|NPM_TOKEN)$/,
];

/** What child processes get of the environment: no inputs, no tokens and no command files. */
export function childEnvironment(environment: Environment): Record<string, string> {
  const entries = Object.entries(environment).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined &&
      !NEVER_HANDED_ON.some((pattern) => pattern.test(entry[0].toUpperCase())),
  );
  return Object.fromEntries(entries);
}
