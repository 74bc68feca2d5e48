import { digestOf } from '../../oci/digest.ts';
import type { CodeListing } from './code.ts';

/** The code of an image whose entry script is generated: that file alone, at the app root. */
export function generatedCode(name: string, text: string): CodeListing {
  const bytes = new TextEncoder().encode(text);
  const file = { path: name, sizeBytes: bytes.length, digest: digestOf(bytes), executable: false };
  return {
    code: { directory: '', entryScript: name, files: [file] },
    sources: new Map([[name, { kind: 'text', text }]]),
  };
}
