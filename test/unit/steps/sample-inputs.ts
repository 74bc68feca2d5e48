import type { Input, InputTable, Step } from '@package-model/steps/step';

const hex = 'a'.repeat(64);

/** Texts that mean something else than the default, one for each input of a table. */
export function sampleTexts(table: InputTable): Record<string, string> {
  return Object.fromEntries(Object.entries(table).map(([name, input]) => [name, sample(input)]));
}

/** A step with its inputs and other work: no file is read beside them, no two are compared. */
export function withWork(step: Step, run: Step['run']): Step {
  const { name, title, description, inputs, outputs } = step;
  return { name, title, description, inputs, outputs, run };
}

function sample(input: Input): string {
  const { example, kind } = input;
  const text = example?.replace(/sha256([:=])…/, `sha256$1${hex}`);
  if (kind === 'boolean') return input.default === 'true' ? 'False' : 'TRUE';
  if (input.values !== undefined) return input.values.at(-1) ?? '';
  if (kind === 'number') return text ?? '7';
  if (kind === 'map') return text ?? ' # why\nNAME=a=b, "c"\n\nOTHER=x; y=é\r\n';
  if (kind === 'list') return `\n ${text ?? 'a'} ,\n# why\n`;
  if (input.secret === true) return text ?? 'https://user:p%40ss;]w%0Ard@h.example/x?y=z#';
  return text ?? `  text, with "quotes" and 'more'; C:\\new\\table %0A %25 $HOME \${X} 漢字  `;
}
