import { packageModelStep } from '@package-model/steps/package-model/step';
import { startAzurePipelines } from '../start-azure-pipelines.ts';

await startAzurePipelines(packageModelStep);
