import type { Plan } from '@karbor/core';
import type { Context } from '@karbor/plugin-sdk';
import type { Command } from 'commander';
import { runOperation } from '../operation/run-operation.js';
import type { RunSettings } from '../operation/run-flow.js';
import type { CommonSettings } from '../settings/common-settings.js';
import { readParameters } from '../settings/parameters-file.js';
import { collectValue, rootsOf } from '../settings/resources.js';
import type { ResourceSettings } from '../settings/resources.js';
import type { Terminal } from '../terminal.js';
import type { AddCommand } from './add-command.js';

/** How a plan is given on the command line. */
export interface PlanSettings extends CommonSettings, ResourceSettings {
  readonly plan: string;
  readonly parameters?: string;
}

/** `protect` */
export function addProtectCommand(program: Command, add: AddCommand, terminal: Terminal): void {
  withPlanOptions(add(program, 'protect', 'protect resources and all that depends on them into a new checkpoint'))
    .option('--events', 'print each event as a line of JSON')
    .action((settings: PlanSettings & RunSettings) =>
      runOperation(
        settings,
        terminal,
        async (provider, context) => provider.protect(await planOf(settings, context, terminal), context),
        (flow) => `Checkpoint ${flow.checkpointId} is available: ${flow.graph.resources.length} resources.\n`,
      ),
    );
}

/** Adds the options that make up a plan. */
export function withPlanOptions(command: Command): Command {
  return command
    .option('--resource <type#id>', 'a resource to protect, with its dependents (repeatable)', collectValue)
    .option('--project [id]', 'protect a whole project (default: the one that the cloud says)')
    .option('--plan <name>', 'the plan by which checkpoints are listed', 'default')
    .option('--parameters <file>', 'parameters by TYPE or TYPE#ID (JSON or YAML)');
}

export async function planOf(settings: PlanSettings, context: Context, terminal: Terminal): Promise<Plan> {
  return {
    name: settings.plan,
    resources: rootsOf(settings, context.projectId),
    ...(settings.parameters !== undefined && {
      parameters: await readParameters(settings.parameters, terminal.workingFolder),
    }),
  };
}
