import { startGithubPost } from '../start-github-post.ts';

await startGithubPost();
