import {
  knownImages,
  knownImagesPrefix,
  knownImagesSource,
} from '@package-model/core/base/known-images';
import type { KnownImage } from '@package-model/core/base/known-images';
import type { Answer } from '@package-model/host/host';

const HEAD = ['NAME', 'KIND', 'STATUS', 'TODAY', 'NOTE'] as const;

/** The known Azure ML images as a table, and as data with the documents they come from. */
export function listBaseImages(): Answer {
  const rows = [HEAD, ...knownImages.map(rowOf)];
  const widths = HEAD.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const { date, documents } = knownImagesSource;
  const images = knownImages.map(({ name, kind, status, successor, note }) => {
    return { name, kind, status, successor, note };
  });
  return {
    name: 'base-images',
    text: [
      `Azure ML's images below ${knownImagesPrefix} as their documents had them in ${date}:`,
      '',
      ...lines,
    ].join('\n'),
    data: { registry: knownImagesPrefix.replace(/\/$/, ''), date, documents, images },
  };
}

function rowOf({ name, kind, status, successor, note }: KnownImage): readonly string[] {
  return [name, kind, status, successor ?? '', note];
}
