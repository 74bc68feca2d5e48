import { realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InputError, messageOf } from '@package-model/core/errors';
import { claimOutput } from '@package-model/core/smoke/batch/batch-file';
import { folderStore } from '@package-model/core/smoke/batch/folder-store';
import type { BatchStore } from '@package-model/core/smoke/batch/item';
import { linesStore, surveyLines } from '@package-model/core/smoke/batch/lines-store';
import { listInputs } from '@package-model/core/smoke/batch/list-inputs';
import type { StepContext } from '../step.ts';
import type { ScoreValues } from './inputs.ts';

/** What is sent, before it is known who is asked. */
export type Prepared = {
  /** Absolute. */
  readonly outputFolder: string;
  /** Claims the output folder for the answers of `service`. BatchError OTHER_BATCH. */
  claim(service: string): Promise<BatchStore>;
};

/** Finds the inputs. InputError for those that cannot be sent at all. */
export async function prepareInputs(values: ScoreValues, context: StepContext): Promise<Prepared> {
  const { workingDirectory } = context.settings;
  const input = resolve(workingDirectory, values.input);
  const outputFolder = resolve(workingDirectory, values.output);
  const kind = await kindOf(input, values, context);
  if (kind === 'folder') {
    await refuseSame(input, outputFolder, context);
    return prepareFolder(input, outputFolder, { values, context });
  }
  const file = await surveyLines(input, values.input, context.signal);
  return {
    outputFolder,
    async claim(service) {
      const wanted = { schemaVersion: 1, service, input: file.digest } as const;
      await claimOutput(outputFolder, wanted, values.output);
      return linesStore(file, join(outputFolder, 'answers'));
    },
  };
}

async function prepareFolder(
  inputFolder: string,
  outputFolder: string,
  { values, context }: { readonly values: ScoreValues; readonly context: StepContext },
): Promise<Prepared> {
  const { files, passedOver } = await listInputs(inputFolder, values.input);
  if (passedOver.length > 0) {
    const shown = passedOver.slice(0, 3).map((name) => JSON.stringify(name));
    const more = passedOver.length > 3 ? ', …' : '';
    context.log.warn(
      `Folders and hidden files below ${values.input} are not sent: ${shown.join(', ')}${more}.`,
    );
  }
  return {
    outputFolder,
    async claim(service) {
      const wanted = { schemaVersion: 1, service, input: 'folder' } as const;
      await claimOutput(outputFolder, wanted, values.output);
      return folderStore({ inputFolder, files, outputFolder });
    },
  };
}

async function kindOf(
  path: string,
  values: ScoreValues,
  context: StepContext,
): Promise<'folder' | 'file'> {
  const place = { key: context.spell('input') };
  const found = await stat(path).catch((cause: unknown) => {
    const message = `cannot read ${values.input}: ${messageOf(cause)}; give a folder or a JSONL file`;
    throw new InputError('BAD_INPUT', [{ message, place }], { cause });
  });
  if (found.isDirectory()) return 'folder';
  if (found.isFile()) return 'file';
  const message = `${values.input} is neither a folder nor a regular file; give a folder or a JSONL file`;
  throw new InputError('BAD_INPUT', [{ message, place }]);
}

async function refuseSame(input: string, output: string, context: StepContext): Promise<void> {
  const real = await realpath(output).catch(() => output);
  if (real !== (await realpath(input))) return;
  const message = `is the folder of the inputs; answers would become inputs. Give another folder`;
  throw new InputError('BAD_INPUT', [{ message, place: { key: context.spell('output') } }]);
}
