const HUB_SHORT = /^(?:(?:index|registry-1)\.)?docker\.io\/[^/]+$/;

/** An image's name with its registry, as engines complete it. */
export function fullName(text: string): string {
  if (text.startsWith('dir:')) return text;
  // The Hub has no names of one part, whatever it is called.
  if (HUB_SHORT.test(text)) return text.replace('/', '/library/');
  if (hasRegistry(text)) return text;
  return text.includes('/') ? `docker.io/${text}` : `docker.io/library/${text}`;
}

/** True when the first part of a name is a registry and not a part of a repository's name. */
export function hasRegistry(text: string): boolean {
  const [first = '', ...rest] = text.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
}

/** The registry of an image, as engines complete the name. */
export function registryOf(text: string): string {
  return fullName(text).split('/')[0] ?? '';
}
