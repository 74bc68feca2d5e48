/**
 * What a whole run needs of @actions/core: the files of the runner. The package as a whole brings an
 * HTTP client of 400 kB for tokens; named here one by one, the bundle has the rest of it alone.
 */
export { setOutput, summary } from '@actions/core';
