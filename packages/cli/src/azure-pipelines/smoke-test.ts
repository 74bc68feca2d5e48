import { smokeTestStep } from '@package-model/steps/smoke-test/step';
import { startAzurePipelines } from '../start-azure-pipelines.ts';

await startAzurePipelines(smokeTestStep);
