import { chainStep } from '@package-model/steps/chain/step';
import { startAzurePipelines } from '../start-azure-pipelines.ts';

await startAzurePipelines(chainStep);
