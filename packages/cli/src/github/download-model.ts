import { downloadModelStep } from '@package-model/steps/download-model/step';
import { startGithub } from '../start-github.ts';

await startGithub(downloadModelStep);
