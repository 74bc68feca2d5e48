import { pushImageStep } from '@package-model/steps/push-image/step';
import { startAzurePipelines } from '../start-azure-pipelines.ts';

await startAzurePipelines(pushImageStep);
