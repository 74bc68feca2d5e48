import { buildImageStep } from '@package-model/steps/build-image/step';
import { startAzurePipelines } from '../start-azure-pipelines.ts';

await startAzurePipelines(buildImageStep);
