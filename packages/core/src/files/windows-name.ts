const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\.|$)/i;

/**
 * Why a path's part cannot be a file's name on Windows, where it would mean a device, a folder, a
 * drive or another file; undefined when it can.
 * https://learn.microsoft.com/windows/win32/fileio/naming-a-file
 */
export function whyNotOnWindows(name: string): string | undefined {
  // oxlint-disable-next-line no-control-regex -- these are the characters to refuse
  const character = /[<>:"|?*\\/\u0000-\u001F]/.exec(name)?.[0];
  if (character !== undefined) return `has ${JSON.stringify(character)} in its name`;
  if (/[. ]$/.test(name)) return 'has a name that ends with a dot or a blank';
  if (DEVICE.test(name)) return 'has the name of a device';
  return undefined;
}
