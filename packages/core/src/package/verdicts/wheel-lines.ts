/** A line of releases and the Pythons that PyPI has wheels of it for (x86-64, glibc). */
export type WheelLine = {
  /** `0.20`: all of 0.20.*. */
  readonly release: string;
  readonly pythons: string;
};

/**
 * Source: wheels on pypi.org, 2026-11-27; each upper end was tried with pip, lower ends
 * below 3.7 do not matter. Lines newer than the last one, and those below the first, are not judged.
 */
const table: Readonly<Record<string, string>> = {
  'scikit-learn':
    '0.19:-3.7 0.20:-3.7 0.21:-3.7 0.22:-3.8 0.23:-3.8 0.24:-3.9 1.0:3.7-3.10 1.1:3.8-3.11 1.2:3.8-3.11 1.3:3.8-3.12',
  numpy:
    '1.14:-3.7 1.15:-3.7 1.16:-3.7 1.17:-3.8 1.18:-3.8 1.19:-3.9 1.20:3.7-3.9 1.21:3.7-3.10 1.22:3.8-3.10 1.23:3.8-3.11 1.24:3.8-3.11 1.25:3.9-3.11 1.26:3.9-3.12',
  pandas:
    '0.23:-3.7 0.24:-3.7 0.25:-3.8 1.0:-3.8 1.1:-3.9 1.2:3.7-3.9 1.3:3.7-3.10 1.4:3.8-3.10 1.5:3.8-3.11 2.0:3.8-3.11 2.1:3.9-3.12',
  scipy:
    '1.0:-3.7 1.1:-3.7 1.2:-3.7 1.3:-3.8 1.4:-3.8 1.5:-3.9 1.6:3.7-3.9 1.7:3.7-3.10 1.8:3.8-3.10 1.9:3.8-3.11 1.10:3.8-3.11 1.11:3.9-3.12',
  tensorflow:
    '1.13:-3.7 1.14:-3.7 1.15:-3.7 2.0:-3.7 2.1:-3.7 2.2:-3.8 2.3:-3.8 2.4:-3.8 2.5:-3.9 2.6:-3.9 2.7:3.7-3.9 2.8:3.7-3.10 2.9:3.7-3.10 2.10:3.7-3.10 2.11:3.7-3.10 2.12:3.8-3.11 2.13:3.8-3.11 2.14:3.9-3.11 2.15:3.9-3.11 2.16:3.9-3.12',
};

/** Packages that the table knows. */
export function wheelPackages(): readonly string[] {
  return Object.keys(table);
}

/** The known lines of a package, oldest first; [] for others. */
export function wheelLines(name: string): readonly WheelLine[] {
  const lines = Object.hasOwn(table, name) ? (table[name] ?? '') : '';
  return lines
    .split(' ')
    .filter((line) => line !== '')
    .map((line) => {
      const [release = '', span = ''] = line.split(':');
      const [oldest = '', newest = ''] = span.split('-');
      const pythons = oldest === '' ? `<=${newest}` : `>=${oldest},<=${newest}`;
      return { release, pythons };
    });
}
