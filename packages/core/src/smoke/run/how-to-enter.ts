import type { SmokeEngine } from './container.ts';

type Kept = {
  readonly container: string;
  readonly network: string | undefined;
  readonly image: string;
};

/** What a person types to look into a container that was kept, and to remove it. */
export async function howToEnter(
  { container, network, image }: Kept,
  { engine, signal }: { readonly engine: SmokeEngine; readonly signal: AbortSignal },
): Promise<string> {
  const { program } = engine;
  // The container is there either way; only the advice depends on its state.
  const found = await engine.inspectContainer(container, signal).catch(() => undefined);
  const enter =
    found?.state.kind === 'running'
      ? [`enter it:  ${program} exec -it ${container} sh`]
      : [
          `its log:   ${program} logs ${container}`,
          `its files: ${program} cp ${container}:/var/azureml-app .`,
          `a shell:   ${program} run --rm -it --entrypoint sh ${image}`,
        ];
  const removal = [
    `${program} rm -f -v ${container}`,
    ...(network === undefined ? [] : [`${program} network rm ${network}`]),
    `${program} image rm ${image}`,
  ];
  const lines = [...enter, `remove it: ${removal.join(' && ')}`];
  const state = found?.state.kind === 'running' ? 'and runs on' : 'but has ended';
  return `The container ${container} was kept (keep-on-failure) ${state}.\n  ${lines.join('\n  ')}`;
}
