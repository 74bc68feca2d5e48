/**
 * The reusable workflow with our own actions at the exact version, so that whoever pins the workflow
 * pins them as well: the tag of a major version moves. Without such an action it is an error.
 */
export function pinActions(workflow: string, version: string): string {
  const used = /(?<=\buses: org\/package-model\/actions\/[a-z-]+@)\S+/g;
  if (!used.test(workflow)) throw new Error('the reusable workflow uses none of our actions');
  return workflow.replaceAll(used, `v${version}`);
}
