import { readAzureState } from '@package-model/host/azure-pipelines/state';
import { startPost } from '../start-post.ts';

await startPost(readAzureState(process.env));
