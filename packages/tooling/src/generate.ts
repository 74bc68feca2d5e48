import { fileURLToPath } from 'node:url';
import { differingFiles, writeFiles } from './compare-files.ts';
import { generatedFiles } from './generated-files.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const files = await generatedFiles(root);
if (process.argv.includes('--check')) {
  const differing = await differingFiles(root, files);
  for (const path of differing) console.error(`differs from the steps' tables: ${path}`);
  if (differing.length > 0) {
    console.error('run npm run generate and commit the result');
    process.exitCode = 1;
  }
} else {
  for (const path of await writeFiles(root, files)) console.log(`wrote ${path}`);
}
