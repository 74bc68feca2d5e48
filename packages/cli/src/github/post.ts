import { readGithubState } from '@package-model/host/github/state';
import { startPost } from '../start-post.ts';

await startPost(readGithubState(process.env));
