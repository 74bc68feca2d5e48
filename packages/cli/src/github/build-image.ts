import { buildImageStep } from '@package-model/steps/build-image/step';
import { startGithub } from '../start-github.ts';

await startGithub(buildImageStep);
