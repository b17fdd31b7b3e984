import type { Command } from 'commander';
import type { Invocation } from '../invocation.js';
import { runOperation } from '../operation/run-operation.js';
import { addCommand } from './add-command.js';
import { partialRequest, withPartialOptions } from './run-options.js';
import type { PartialSettings } from './run-options.js';

/** `restore` */
export function addRestoreCommand(program: Command, invocation: Invocation): void {
  const command = addCommand({
    ...{ parent: program, usage: 'restore <checkpoint>', example: 'restore 4f2c… --os-cloud mycloud' },
    description: 'restore what a checkpoint holds, or a part of it',
  });
  withPartialOptions(command).action((id: string, _own: unknown, command: Command) =>
    restore(invocation, command.optsWithGlobals(), id),
  );
}

async function restore(invocation: Invocation, settings: PartialSettings, id: string): Promise<void> {
  await runOperation(
    invocation,
    settings,
    async (provider, context) => provider.restore(await partialRequest(invocation, settings, id), context),
    (flow) => `Restored ${flow.graph.resources.length} resources of checkpoint ${id}.`,
  );
}
