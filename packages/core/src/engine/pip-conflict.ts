/** What somebody wants of a package: the list itself, or a release of another package. */
export type Claim = {
  /** `azureml-inference-server-http 1.5.1`; absent for the list's own lines. */
  readonly by?: string;
  /** The requirement: `flask~=3.1.0`. */
  readonly wants: string;
};

/** Requirements of one package that no release of it meets together. */
export type PipConflict = {
  /** Normalised. */
  readonly name: string;
  /** At least two, as pip gives them; the first of each package that wants it. */
  readonly claims: readonly Claim[];
};

const HEADING = 'The conflict is caused by:';
const OWN = /^The user requested (?:\(constraint\) )?(.+)$/;
const OTHERS = /^(\S+ \S+) depends on (.+)$/;

/** Reads pip's account of a failed resolution; undefined when it has failed for another reason. */
export function readPipConflict(output: string): PipConflict | undefined {
  const at = output.lastIndexOf(HEADING);
  if (at < 0) return undefined;
  const [, ...lines] = output.slice(at).split(/\r?\n/);
  const end = lines.findIndex((line) => line.trim() === '');
  const claims = lines.slice(0, end < 0 ? lines.length : end).flatMap((line) => readClaim(line));
  const names = [...new Set(claims.map(({ wants }) => nameOf(wants)))];
  for (const name of names) {
    const own = firstOfEach(claims.filter(({ wants }) => nameOf(wants) === name));
    if (own.length > 1) return { name, claims: own };
  }
  return undefined;
}

function readClaim(line: string): Claim[] {
  const text = line.trim();
  const own = OWN.exec(text)?.[1];
  if (own !== undefined) return [{ wants: own }];
  const [, by, wants] = OTHERS.exec(text) ?? [];
  return by === undefined || wants === undefined ? [] : [{ by, wants }];
}

/** pip names every release that it tried; the first it names is the newest. */
function firstOfEach(claims: readonly Claim[]): readonly Claim[] {
  const packageOf = ({ by }: Claim) => by?.split(' ')[0];
  return claims.filter(
    (claim, index) => claims.findIndex((one) => packageOf(one) === packageOf(claim)) === index,
  );
}

function nameOf(requirement: string): string {
  const name = /^[A-Za-z0-9._-]+/.exec(requirement)?.[0] ?? requirement;
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}
