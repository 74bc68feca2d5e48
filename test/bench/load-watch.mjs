// Loaded before an entry (node --import): at its end tells what it took, as JSON in LOAD_WATCH_FILE.
import { statSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const files = [];
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) files.push(fileURLToPath(url));
    return next(url, context);
  },
});
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const found = JSON.stringify({ cpuMs: (user + system) / 1000, bytes, files });
  writeFileSync(process.env.LOAD_WATCH_FILE, found);
});
