import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { codeOf, InputError, messageOf } from '../../errors.ts';
import { formatSize } from '../../format-size.ts';
import { textLimits } from './limits.ts';

/**
 * The text of a UTF-8 file without a byte order mark. `shownAs` is the path as the user wrote it.
 * InputError BAD_INPUT when there is no such file, BAD_FILE when it cannot be read as text or is
 * larger than `maxBytes`: its size is asked for before it is read.
 */
export async function readTextFile(
  path: string,
  shownAs = path,
  maxBytes: number = textLimits.maxBytes,
): Promise<string> {
  const bytes = await readBytes(path, shownAs, maxBytes).catch((cause: unknown) => {
    throw cause instanceof InputError ? cause : unreadable(shownAs, cause);
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const message = 'this file is not UTF-8 text; save it with UTF-8 encoding';
    throw new InputError('BAD_FILE', [{ message, place: { file: shownAs } }], { cause });
  }
}

async function readBytes(path: string, shownAs: string, maxBytes: number): Promise<Uint8Array> {
  // A pipe that nobody writes to would never open otherwise.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = await handle.stat();
    const refused = (message: string) =>
      new InputError('BAD_FILE', [{ message, place: { file: shownAs } }]);
    if (!found.isFile() && !found.isDirectory()) {
      throw refused('this is a device, a pipe or a socket; name a plain file');
    }
    if (found.size > maxBytes && found.isFile()) {
      const sizes = `${formatSize(found.size)}, ${formatSize(maxBytes)} at most are read`;
      throw refused(`this file is too large (${sizes}); is it the right file?`);
    }
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

function unreadable(file: string, cause: unknown): InputError {
  const place = { file };
  switch (codeOf(cause) ?? '') {
    case 'ENOENT':
    case 'ENOTDIR': {
      const message = 'there is no such file; check the path, or create the file';
      return new InputError('BAD_INPUT', [{ message, place }], { cause });
    }
    case 'ELOOP': {
      const message = 'this link leads back to itself; put the file in its place';
      return new InputError('BAD_INPUT', [{ message, place }], { cause });
    }
    case 'EISDIR': {
      const message = 'this is a folder; name the file itself';
      return new InputError('BAD_INPUT', [{ message, place }], { cause });
    }
    case 'EACCES':
    case 'EPERM': {
      const message = 'no permission to read this file; give the user of this run read access';
      return new InputError('BAD_FILE', [{ message, place }], { cause });
    }
    default: {
      const message = `this file cannot be read (${messageOf(cause)}); check the disk it is on`;
      return new InputError('BAD_FILE', [{ message, place }], { cause });
    }
  }
}
