import type { CheckpointRequest, PartialRequest } from '@karbor/core';
import { parseResourceKey } from '@karbor/plugin-sdk';
import type { Command } from 'commander';
import type { Invocation } from '../invocation.js';
import type { RunSettings } from '../operation/run-flow.js';
import { withFromProject } from '../settings/from-project.js';
import type { FromProjectSettings } from '../settings/from-project.js';
import { collectValue } from '../settings/option-values.js';
import { readParameters } from '../settings/parameters-file.js';

/** How an operation on a checkpoint is given on the command line. */
export interface CheckpointSettings extends RunSettings, WaitSettings {
  readonly parameters?: string;
}

/** Whether what another operation holds is waited for. */
export interface WaitSettings {
  readonly wait?: true;
}

/** The same, of a checkpoint or a part of it, perhaps of another project. */
export interface PartialSettings extends CheckpointSettings, FromProjectSettings {
  readonly resource?: readonly string[];
}

/** Adds the options of a command that runs an operation. */
export function withRunOptions(command: Command): Command {
  return withProgressOptions(command.option('--parameters <file>', 'parameters by TYPE or TYPE#ID (JSON or YAML)'));
}

/** Adds the options of a command that runs or goes on with an operation. */
export function withProgressOptions(command: Command): Command {
  return command
    .option('--wait', 'wait for an operation that holds what this one needs, instead of failing')
    .option('--events', 'print each event as a line of JSON');
}

/** Adds the options of a command that runs an operation on a checkpoint, perhaps of another project, or a part of it. */
export function withPartialOptions(command: Command): Command {
  return withRunOptions(
    withFromProject(command.option('--resource <type#id>', 'only this resource and its dependents (repeatable)', collectValue)),
  );
}

export async function checkpointRequest(
  { workingFolder }: Invocation,
  { parameters, wait }: CheckpointSettings,
  checkpointId: string,
): Promise<CheckpointRequest> {
  return {
    checkpointId,
    ...(parameters !== undefined && { parameters: await readParameters(parameters, workingFolder) }),
    ...(wait && { wait }),
  };
}

export async function partialRequest(invocation: Invocation, settings: PartialSettings, checkpointId: string): Promise<PartialRequest> {
  const { resource } = settings;
  const request = await checkpointRequest(invocation, settings, checkpointId);
  return resource === undefined ? request : { ...request, resources: resource.map(parseResourceKey) };
}
