import { chainStep } from '@package-model/steps/chain/step';
import { startGithub } from '../start-github.ts';

await startGithub(chainStep);
