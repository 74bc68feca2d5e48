import { packageModelStep } from '@package-model/steps/package-model/step';
import { startGithub } from '../start-github.ts';

await startGithub(packageModelStep);
