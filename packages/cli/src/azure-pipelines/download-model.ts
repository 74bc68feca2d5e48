import { downloadModelStep } from '@package-model/steps/download-model/step';
import { startAzurePipelines } from '../start-azure-pipelines.ts';

await startAzurePipelines(downloadModelStep);
