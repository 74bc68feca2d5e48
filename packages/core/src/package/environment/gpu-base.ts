/** A base image for GPUs, and the CUDA in it. */
export type GpuBase = {
  readonly image: string;
  readonly cuda: string;
  /** Why this one, as one sentence. */
  readonly why: string;
};

const present = {
  image: 'mcr.microsoft.com/azureml/inference-base-cuda12.4-ubuntu22.04',
  cuda: '12.4',
} as const;

/**
 * The base image of a configuration that asks for a GPU and names none. CUDA 9 and 10 need drivers
 * and distributions that are gone; a present driver runs images of its own and earlier versions.
 */
export function gpuBase(cudaVersion: string | undefined): GpuBase {
  const { image, cuda } = present;
  const asked =
    cudaVersion === undefined
      ? ''
      : ` It asks for CUDA ${cudaVersion}, for which no maintained image is left: packages built for it must be replaced by ones for CUDA ${cuda}.`;
  const same = cudaVersion === cuda ? '' : asked;
  const why = `The configuration asks for a GPU and names no base image: ${image} (CUDA ${cuda}) is used.${same}`;
  return { image, cuda, why };
}
