import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectRoot } from '@package-model/tooling/machine/machine';
import { expect } from 'vitest';
import { snippetsOf } from '../../unit/docs/snippets.ts';

const guide = 'docs/guides/what-you-see.md';
/** A line of an excerpt that stands for lines left out. */
const LEFT_OUT = '[…]';

/** What differs from run to run, and what stands for it. */
const varying: readonly (readonly [RegExp, string])[] = [
  [/\bsha256:[0-9a-f]{12,64}\b/, 'sha256:…'],
  [/(?<=\.0\.1:)\d{4,5}\b/, '5000'],
  [/(?:\S*\/share|…\w*)-\w{6}(?=\/)/, '/share'],
  [/\S*\/package-model-agent-\w+(?=\/)/, '/agent'],
  [/(?<=\bpackage-model\/candidate:)[0-9a-f-]+/, '…'],
  [/(?<=\bcontainer )[0-9a-f]{12}\b/, '…'],
  [/\b\d+(?:\.\d+)?ms\b/, '…ms'],
  [/\b\d+(?:\.\d+)? ms\b/, '… ms'],
  [/\b\d+\.\d+s\b/, '…s'],
  [/\b\d+\.\d+ s\b/, '… s'],
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:,\d+| UTC)/, '…'],
  [/(?<= [DIWE] )\[\d+\](?= azmlinfsrv)/, '[…]'],
  [/(?<=…ms )\d+$/, '…'],
  [/(?<=\bpid )\d+/, '…'],
  [/(?<=\b(?:image-size|latency-ms) \| )\d+/, '…'],
  [/(?<=\b(?:imageSize|latencyMs): )\d+/, '…'],
  [/(?<=\b(?:Peak memory|Image size|size) \| )[\d.]+/, '…'],
];

/** A text in which two runs are the same as far as they did the same; columns stay where they are. */
export function settled(text: string): string {
  return varying.reduce(
    (rest, [pattern, shown]) => {
      // With the rest of the word, and the spaces after it.
      const whole = new RegExp(`(${pattern.source})(\\S*)( {2,})?`, 'gm');
      return rest.replaceAll(whole, (found: string, _, word: string, spaces?: string) =>
        spaces === undefined ? shown + word : (shown + word).padEnd(found.length),
      );
    },
    text.replaceAll(/[ \t]+$/gm, ''),
  );
}

/** Keeps what people saw of a run in build/transcripts; gives it as it is kept. */
export async function keepTranscript(name: string, text: string): Promise<string> {
  const file = join(projectRoot, 'build/transcripts', `${name}.txt`);
  const kept = `${settled(text).trim()}\n`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, kept);
  return kept;
}

/** Keeps it, and wants the guide's excerpt of that name to stand in it, line by line. */
export async function expectAsInGuide(name: string, text: string): Promise<void> {
  const transcript = await keepTranscript(name, text);
  const excerpt = snippetsOf(guide).find(({ kind }) => kind === name);
  expect(excerpt, `${guide} has no block "text ${name}"`).toBeDefined();
  let at = 0;
  for (const part of (excerpt?.text ?? '').split(`${LEFT_OUT}\n`).filter((one) => one !== '')) {
    const found = `\n${transcript}`.indexOf(`\n${part}`, at);
    if (found < 0) expect(transcript.slice(at), `${guide}: text ${name}`).toContain(part);
    expect(found, `${guide}: text ${name}: ${part}`).toBeGreaterThanOrEqual(0);
    at = found + part.length;
  }
}
