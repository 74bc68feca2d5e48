import { smokeTestStep } from '@package-model/steps/smoke-test/step';
import { startGithub } from '../start-github.ts';

await startGithub(smokeTestStep);
