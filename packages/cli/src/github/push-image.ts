import { pushImageStep } from '@package-model/steps/push-image/step';
import { startGithub } from '../start-github.ts';

await startGithub(pushImageStep);
