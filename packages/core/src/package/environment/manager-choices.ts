/** What may install an environment's packages, as users choose it. */
export const managerChoices = ['auto', 'conda', 'micromamba', 'rattler', 'pip', 'uv'] as const;
export type ManagerChoice = (typeof managerChoices)[number];
