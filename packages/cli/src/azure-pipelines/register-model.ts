import { registerModelStep } from '@package-model/steps/register-model/step';
import { startAzurePipelines } from '../start-azure-pipelines.ts';

await startAzurePipelines(registerModelStep);
