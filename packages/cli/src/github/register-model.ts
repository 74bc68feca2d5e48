import { registerModelStep } from '@package-model/steps/register-model/step';
import { startGithub } from '../start-github.ts';

await startGithub(registerModelStep);
