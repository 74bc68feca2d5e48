/** Endings of names and the content types they stand for, the first one of each type for answers. */
const types = [
  ['.json', 'application/json'],
  ['.txt', 'text/plain'],
  ['.csv', 'text/csv'],
  ['.html', 'text/html'],
  ['.xml', 'application/xml'],
  ['.png', 'image/png'],
  ['.jpg', 'image/jpeg'],
  ['.jpeg', 'image/jpeg'],
  ['.gif', 'image/gif'],
  ['.webp', 'image/webp'],
  ['.tiff', 'image/tiff'],
  ['.tif', 'image/tiff'],
  ['.bmp', 'image/bmp'],
  ['.wav', 'audio/wav'],
  ['.mp3', 'audio/mpeg'],
  ['.mp4', 'video/mp4'],
  ['.pdf', 'application/pdf'],
  ['.zip', 'application/zip'],
  ['.bin', 'application/octet-stream'],
] as const;

/** Every ending that an answer's file may get. */
export const answerEndings: readonly string[] = types.map(([ending]) => ending);

/** The content type of a file by its name; octets where the ending says nothing. */
export function contentTypeOf(name: string): string {
  const lower = name.toLowerCase();
  return types.find(([ending]) => lower.endsWith(ending))?.[1] ?? 'application/octet-stream';
}

/** The ending for a file that holds an answer of this content type. */
export function endingOf(contentType: string | undefined): string {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type.endsWith('+json')) return '.json';
  return types.find(([, known]) => known === type)?.[0] ?? '.bin';
}
