import { readFile } from 'node:fs/promises';
import { codeOf, InputError, messageOf } from '../../errors.ts';

/**
 * The text of a UTF-8 file without a byte order mark. `shownAs` is the path as the user wrote it.
 * InputError BAD_INPUT when there is no such file, BAD_FILE when it cannot be read as text.
 */
export async function readTextFile(path: string, shownAs = path): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw unreadable(shownAs, cause);
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const message = 'this file is not UTF-8 text; save it with UTF-8 encoding';
    throw new InputError('BAD_FILE', [{ message, place: { file: shownAs } }], { cause });
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
