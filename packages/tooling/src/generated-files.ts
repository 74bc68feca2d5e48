import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { renderExtension } from './extension/manifest.ts';
import { drawIcon, drawTaskIcon } from './render/draw-icon.ts';
import { renderAction } from './render/action.ts';
import { renderCasesSchema } from './render/cases-schema.ts';
import { renderDockerfileRules } from './render/dockerfile-rules.ts';
import { renderHelpModule } from './render/help.ts';
import { renderKnownImages } from './render/known-images.ts';
import { pinActions } from './render/pin-actions.ts';
import { renderReportSchema } from './render/report-schema.ts';
import { renderModelSchema } from './render/schema.ts';
import { fillMarkers, renderReference, renderTerminalReference } from './render/tables.ts';
import { renderSmokeChecks } from './render/smoke-checks.ts';
import { renderTask } from './render/task.ts';
import { renderTroubleshooting } from './render/troubleshooting.ts';
import { renderV1Features } from './render/v1-features.ts';
import { surfaces, terminalSteps } from './surfaces.ts';
import { v1Features } from './v1/features.ts';

/** Paths below the repository with what must be in them. */
export type GeneratedFiles = ReadonlyMap<string, string | Uint8Array>;

const REUSABLE = '.github/workflows/package-model.yml';

/**
 * Everything that is generated from the steps' tables, or says the version. `root` is the repository's
 * folder.
 */
export async function generatedFiles(root: string): Promise<GeneratedFiles> {
  const version = await readVersion(root);
  const files = new Map<string, string | Uint8Array>();
  for (const surface of surfaces) {
    files.set(surface.action, renderAction(surface));
    files.set(`tasks/${surface.task}/task.json`, renderTask(surface, version));
    files.set(`tasks/${surface.task}/icon.png`, drawTaskIcon(surface.step.name));
    files.set(`docs/reference/${surface.step.name}.md`, renderReference(surface));
  }
  files.set('tasks/vss-extension.json', renderExtension(version));
  files.set('tasks/icon.png', drawIcon(4));
  for (const terminal of terminalSteps) {
    files.set(`docs/reference/${terminal.step.name}.md`, renderTerminalReference(terminal));
  }
  files.set('docs/reference/dockerfile-rules.md', renderDockerfileRules());
  files.set('docs/reference/smoke-checks.md', renderSmokeChecks());
  files.set('docs/troubleshooting.md', renderTroubleshooting());
  files.set('docs/reference/v1-features.md', renderV1Features(v1Features));
  files.set('docs/reference/known-images.md', renderKnownImages());
  files.set('schemas/model.schema.json', renderModelSchema());
  files.set('schemas/cases.schema.json', renderCasesSchema());
  files.set('schemas/smoke-report.schema.json', renderReportSchema());
  files.set(
    'packages/cli/src/help.gen.ts',
    renderHelpModule([...surfaces, ...terminalSteps], version),
  );
  files.set(REUSABLE, pinActions(await readFile(join(root, REUSABLE), 'utf8'), version));
  for (const path of await markdownFiles(root)) {
    const text = await readFile(join(root, path), 'utf8');
    const filled = fillMarkers(text, surfaces);
    if (/<!-- (inputs:|outputs:|model-yaml)/.test(text)) files.set(path, filled);
  }
  return files;
}

async function readVersion(root: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
    return String(manifest.version);
  }
  throw new Error('package.json has no version');
}

async function markdownFiles(root: string): Promise<string[]> {
  // Neither the README nor the folder has to be there.
  const inDocs = await readdir(join(root, 'docs')).catch(() => []);
  const inRoot = await readdir(root);
  return [
    ...inRoot.filter((name) => name === 'README.md'),
    ...inDocs.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
  ];
}
