/** A test by its file and its name there; with a project of the corpus where the test runs them all. */
export type V1Proof = { readonly file: string; readonly name: string; readonly project?: string };

/** Something that Azure ML SDK v1 or CLI v1 had. */
export type V1Feature = {
  readonly area: string;
  readonly feature: string;
  /** Absent: there is no test yet. */
  readonly test?: V1Proof;
};

/** The tests' file that runs every project of test/fixtures/projects, and its name for each. */
export const corpusTest: V1Proof = {
  file: 'test/unit/core/package/projects/v1-projects.test.ts',
  name: 'gives the same plan or the same faults as ever: %s',
};

/** The test of one project of the corpus. */
export const corpus = (project: string): V1Proof => ({ ...corpusTest, project });
/** A test by its file below test/, without ending, and its name. */
export const proof = (file: string, name: string): V1Proof => ({
  file: `test/${file}.test.ts`,
  name,
});

/** A feature and its test. */
export type Row = readonly [feature: string, test?: V1Proof];
