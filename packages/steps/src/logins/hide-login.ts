import { Secret } from '@package-model/core/secret';
import type { StepContext } from '../step.ts';

/** Hides a password alone and as it travels: `user:password` in base64. */
export function hideLogin(
  { username, password }: { readonly username: string; readonly password: Secret },
  { hide }: Pick<StepContext, 'hide'>,
): void {
  hide(password);
  hide(new Secret(Buffer.from(`${username}:${password.reveal()}`).toString('base64')));
}
