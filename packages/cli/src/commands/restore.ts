import { parseResourceKey } from '@karbor/plugin-sdk';
import type { Command } from 'commander';
import { runOperation } from '../operation/run-operation.js';
import type { RunSettings } from '../operation/run-flow.js';
import type { CommonSettings } from '../settings/common-settings.js';
import { readParameters } from '../settings/parameters-file.js';
import { collectValue } from '../settings/resources.js';
import type { Terminal } from '../terminal.js';
import type { AddCommand } from './add-command.js';

/** How a checkpoint, or a part of it, is named. */
export interface PartialSettings extends CommonSettings, RunSettings {
  readonly resource?: readonly string[];
  readonly parameters?: string;
}

/** `restore` */
export function addRestoreCommand(program: Command, add: AddCommand, terminal: Terminal): void {
  withPartialOptions(add(program, 'restore <checkpoint>', 'restore what a checkpoint holds')).action(
    (checkpointId: string, settings: PartialSettings) =>
      runOperation(
        settings,
        terminal,
        async (provider, context) => provider.restore(await partialRequest(checkpointId, settings, terminal), context),
        (flow) => `Restored ${flow.graph.resources.length} resources of checkpoint ${checkpointId}.\n`,
      ),
  );
}

export function withPartialOptions(command: Command): Command {
  return command
    .option('--resource <type#id>', 'only this resource and its dependents (repeatable)', collectValue)
    .option('--parameters <file>', 'parameters by TYPE or TYPE#ID (JSON or YAML)')
    .option('--events', 'print each event as a line of JSON');
}

export async function partialRequest(checkpointId: string, settings: PartialSettings, terminal: Terminal) {
  return {
    checkpointId,
    ...(settings.resource && { resources: settings.resource.map(parseResourceKey) }),
    ...(settings.parameters !== undefined && {
      parameters: await readParameters(settings.parameters, terminal.workingFolder),
    }),
  };
}
