/** Why a check of a container cannot be done on a service that runs elsewhere. */
export const noContainer =
  'the service runs elsewhere: its container cannot be looked at; give an image instead of a URL';

/** Why a check that repeats a request cannot be done. */
export const noGoodCase = 'no case has passed that could be sent again';
