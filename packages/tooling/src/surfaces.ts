import type { Step } from '@package-model/steps/step';
import { buildImageStep } from '@package-model/steps/build-image/step';
import { baseImagesStep } from '@package-model/steps/base-images/step';
import { chainStep } from '@package-model/steps/chain/step';
import { downloadModelStep } from '@package-model/steps/download-model/step';
import { lockStep } from '@package-model/steps/lock/step';
import { packageModelStep } from '@package-model/steps/package-model/step';
import { pushImageStep } from '@package-model/steps/push-image/step';
import { registerModelStep } from '@package-model/steps/register-model/step';
import { scoreStep } from '@package-model/steps/score/step';
import { smokeTestStep } from '@package-model/steps/smoke-test/step';

/** One step with its names and files on every surface. */
export type Surface = {
  readonly step: Step;
  /** Command of the command line. */
  readonly command: string;
  /** Path of its action.yml. */
  readonly action: string;
  /** Its folder below tasks/, which is the task's name too. */
  readonly task: string;
  /** The task's permanent identity. */
  readonly taskId: string;
  /** What a job shows for the task; `$(modelName)` is the text of that input. */
  readonly instanceName: string;
};

/** A step that answers questions on a terminal: it has a command and no place in a pipeline. */
export type TerminalStep = Pick<Surface, 'step' | 'command'>;

/** The chain, its steps in their order, and what stands beside it. */
export const surfaces: readonly Surface[] = [
  {
    step: chainStep,
    command: 'run',
    action: 'action.yml',
    task: 'PackageModelPipeline',
    taskId: '4403cadc-b2f0-4bef-9bf7-a047939901fb',
    instanceName: 'Register, build and test $(modelName)',
  },
  {
    step: registerModelStep,
    command: 'register-model',
    action: 'actions/register-model/action.yml',
    task: 'RegisterModel',
    taskId: 'b92d785c-fbfe-44eb-aab3-8be2cc1ea9a5',
    instanceName: 'Register model $(modelName)',
  },
  {
    step: packageModelStep,
    command: 'package-model',
    action: 'actions/package-model/action.yml',
    task: 'PackageModel',
    taskId: 'aaa15cad-582a-44ac-90d5-c5e9d585804b',
    instanceName: 'Package $(model)',
  },
  {
    step: buildImageStep,
    command: 'build-image',
    action: 'actions/build-image/action.yml',
    task: 'BuildImage',
    taskId: '9630d6dc-dbd9-4ee5-add0-e61fb04a8c96',
    instanceName: 'Build $(image)',
  },
  {
    step: smokeTestStep,
    command: 'smoke-test',
    action: 'actions/smoke-test/action.yml',
    task: 'SmokeTest',
    taskId: '1d94f637-d476-4a2a-9a13-85c41583065b',
    instanceName: 'Smoke-test $(image)$(url)',
  },
  {
    step: pushImageStep,
    command: 'push-image',
    action: 'actions/push-image/action.yml',
    task: 'PushImage',
    taskId: '3c464196-200a-4c29-a2d8-e3127fe32f44',
    instanceName: 'Promote $(image)',
  },
  {
    step: downloadModelStep,
    command: 'download-model',
    action: 'actions/download-model/action.yml',
    task: 'DownloadModel',
    taskId: '76925e91-45ca-43bf-8d65-52b4cb5486ba',
    instanceName: 'Download $(model)$(definition)',
  },
];

/** The steps that only the command line has. */
export const terminalSteps: readonly TerminalStep[] = [
  { step: lockStep, command: 'lock' },
  { step: baseImagesStep, command: 'base-images' },
  { step: scoreStep, command: 'score' },
];
