import { canonicalJson } from '../../canonical-json.ts';
import type { ModelLayout } from '../../image/model-layout.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import type { Digest } from '../../oci/digest.ts';
import { digestOf, hexOf } from '../../oci/digest.ts';

/**
 * What an image will be: pure data, JSON all through, nothing of the machine in it. Its canonical
 * form is what `plan-digest` hashes.
 */
export type Plan = {
  readonly schemaVersion: 1;
  readonly models: readonly PlannedModel[];
  /** How the models' files come to their versions' paths, and why so; absent means linked. */
  readonly modelLayout?: { readonly kind: ModelLayout; readonly why: string };
  /** Links from where a Dockerfile would have copied a model's files to where its layers have them. */
  readonly modelLinks?: readonly ModelLink[];
  /** Where a base image from a layout folder is: `dir:PATH@sha256:…`; no part of the digest. */
  readonly baseLayout?: string;
  readonly environment: Environment;
  readonly code: Code;
  /** Variables of the container, by name in code unit order; image variables not named stay. */
  readonly variables: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly port: number;
};

/** A model's place: layers to reference, the link that `AZUREML_MODEL_DIR` goes through. */
export type PlannedModel = {
  readonly name: string;
  readonly version: string;
  /** `repository@digest` of the registered version. */
  readonly reference: string;
  readonly layers: readonly Descriptor[];
};

/** A link in the image; `path` is below the root and relative, `target` absolute. */
export type ModelLink = { readonly path: string; readonly target: string };

/** The code layer: files below `/var/azureml-app`, each with the digest of its bytes. */
export type Code = {
  /** Where the code starts below the app root: the source directory's base name, or ''. */
  readonly directory: string;
  /** Path of the entry script below the app root, forward slashes. */
  readonly entryScript: string;
  readonly files: readonly CodeFile[];
};

export type CodeFile = {
  /** Below the app root, forward slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly digest: Digest;
  readonly executable: boolean;
};

/** What installs the packages of an environment. */
export type EnvironmentManager = 'pip' | 'uv' | 'conda' | 'micromamba' | 'rattler';

/** What goes into the environment image; its canonical hash is the `env-<hash>` tag. */
export type Environment = {
  readonly baseImage: string;
  readonly platform: { readonly os: string; readonly architecture: string };
  /** Requirement lines for pip, in order; [] when the base image brings everything. */
  readonly pip: readonly string[];
  /** Debian packages; [] when none. */
  readonly apt: readonly string[];
  /** The Python version the conda file asks for (`3.11`), checked against the base's own. */
  readonly pythonVersion?: string;
  /** True when the base image's own server is used and nothing is installed. */
  readonly userManaged: boolean;
  /** The base image's Python to start with `userManaged`; absent means `azmlinfsrv` is on PATH. */
  readonly interpreterPath?: string;
  /** What installs the packages; absent means pip. */
  readonly manager?: EnvironmentManager;
  /** The base image's Python that packages are installed into; absent means one of our own. */
  readonly installInto?: string;
  /** Set when the base image starts its own server (nginx and runit); its command is kept then. */
  readonly serverFrom?: 'base';
  /** What the manager takes from conda channels; absent when pip has all. */
  readonly conda?: {
    /** Names and URLs, the first wins; a channel of the build context as `file://…`. */
    readonly channels: readonly string[];
    readonly dependencies: readonly string[];
    /** The base image's own conda environment to start from: its name or path there. */
    readonly base?: string;
    /** The CUDA version that packages are chosen for, as a build sees no GPU. */
    readonly cuda?: string;
  };
  /** Constraint lines for pip; absent when none. */
  readonly constraints?: readonly string[];
  /** Files of the build context below `environment/files`; absent when none. */
  readonly files?: readonly CodeFile[];
  /** Dockerfile lines that follow the packages, each ended by a line feed. */
  readonly extraSteps?: string;
  /** Text of the Dockerfile that makes the base; `baseImage` is then what its last stage is from. */
  readonly baseDockerfile?: string;
  /** The files that it is built with, below its folder. */
  readonly baseContext?: readonly CodeFile[];
  /** Variables that the environment itself sets. */
  readonly variables: Readonly<Record<string, string>>;
};

/** Raised whenever the steps that make an environment image of the same `Environment` change. */
const environmentVersion = 1;

/** Digest of the plan's canonical JSON; where a model version or base image is stored is no part of it. */
export function planDigest(plan: Plan): Digest {
  const models = plan.models.map(({ reference, ...model }) => ({
    ...model,
    digest: reference.slice(reference.lastIndexOf('@') + 1),
  }));
  return digestOf(canonicalJson({ ...plan, models, baseLayout: undefined }));
}

/** Digest of everything that the plan says of the environment image. */
export function environmentDigest(environment: Environment): Digest {
  return digestOf(canonicalJson({ version: environmentVersion, environment }));
}

/** 24 hex digits of that digest. */
export function environmentHash(environment: Environment): string {
  return hexOf(environmentDigest(environment)).slice(0, 24);
}
