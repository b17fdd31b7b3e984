import type { Plan } from '@karbor/core';
import type { Context } from '@karbor/plugin-sdk';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { Invocation } from '../invocation.js';
import type { RunSettings } from '../operation/run-flow.js';
import { resumeOperation } from '../operation/resume-operation.js';
import { runOperation } from '../operation/run-operation.js';
import type { CommonSettings } from '../settings/common-settings.js';
import { collectValue } from '../settings/option-values.js';
import { readParameters } from '../settings/parameters-file.js';
import { rootsOf } from '../settings/resources.js';
import type { ResourceSettings } from '../settings/resources.js';
import { addCommand } from './add-command.js';
import { withRunOptions } from './run-options.js';
import type { WaitSettings } from './run-options.js';

/** How a plan is given on the command line. */
export interface PlanSettings extends CommonSettings, ResourceSettings {
  readonly plan: string;
  readonly parameters?: string;
}

/** `protect` */
export function addProtectCommand(program: Command, invocation: Invocation): void {
  const command = addCommand({
    ...{ parent: program, usage: 'protect', example: 'protect --project --plan nightly --os-cloud mycloud' },
    description: 'protect resources, and all that depends on them, into a new checkpoint',
  });
  withRunOptions(withPlanOptions(command))
    .addOption(
      new Option('--retry <checkpoint>', 'do only what failed, or was cut off, of a checkpoint')
        .conflicts(['resource', 'project', 'parameters']),
    )
    .action((_own: unknown, command: Command) => protect(invocation, command.optsWithGlobals()));
}

/** Adds the options that make up a plan. */
export function withPlanOptions(command: Command): Command {
  return command
    .option('--resource <type#id>', 'a resource to protect, with its dependents (repeatable)', collectValue)
    .option('--project [id]', 'protect a whole project (default: the project that is acted for)')
    .option('--plan <name>', 'the plan by which checkpoints are listed', 'default');
}

/** The plan that the options make up. @throws KarborError `KARBOR_USAGE`, `KARBOR_RESOURCE_INVALID` */
export async function planOf({ workingFolder }: Invocation, settings: PlanSettings, { projectId }: Context): Promise<Plan> {
  const { plan: name, parameters } = settings;
  return {
    name,
    resources: rootsOf(settings, projectId),
    ...(parameters !== undefined && { parameters: await readParameters(parameters, workingFolder) }),
  };
}

interface ProtectSettings extends PlanSettings, RunSettings, WaitSettings {
  readonly retry?: string;
}

async function protect(invocation: Invocation, settings: ProtectSettings): Promise<void> {
  const { signal } = invocation;
  const { retry, wait = false } = settings;
  if (retry !== undefined) {
    await resumeOperation(invocation, settings, { checkpointId: retry }, 'protect');
    return;
  }
  await runOperation(invocation, settings, async (provider, context) =>
    provider.protect(await planOf(invocation, settings, context), context, { signal, wait }),
  );
}
