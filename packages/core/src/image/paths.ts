/** Where things sit in the image; design: the Azure ML serving contract. */
export const imagePaths = {
  models: '/models',
  appRoot: '/var/azureml-app',
  azuremlModels: '/var/azureml-app/azureml-models',
} as const;

/** Port of the scoring server. */
export const scoringPort = 5001;

/** User that runs the scoring server when the base image does not name one. */
export const defaultUser = '10001:0';

const ROOT_USERS: readonly string[] = ['', 'root', '0', '0:0', 'root:root'];

/**
 * Variables that such a user needs: it has no entry in /etc/passwd, so that engines would give it
 * `/` as its home, where it cannot write. A user of the base image keeps its own.
 */
export function homeOf(user: string): Readonly<Record<string, string>> {
  return user === defaultUser ? { HOME: '/tmp' } : {};
}

/** The user that runs the scoring server: the image's own, never root. */
export function serverUser(imageUser: string | undefined): string {
  return ROOT_USERS.includes(imageUser ?? '') ? defaultUser : (imageUser ?? defaultUser);
}
