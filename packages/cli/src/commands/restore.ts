import { Option } from 'commander';
import type { Command } from 'commander';
import type { Invocation } from '../invocation.js';
import { resumeOperation } from '../operation/resume-operation.js';
import { runOperation } from '../operation/run-operation.js';
import { whileWaiting } from '../operation/while-waiting.js';
import { usageError } from '../settings/usage-error.js';
import { addCommand } from './add-command.js';
import { partialRequest, withPartialOptions } from './run-options.js';
import type { PartialSettings } from './run-options.js';

/** `restore` */
export function addRestoreCommand(program: Command, invocation: Invocation): void {
  const command = addCommand({
    ...{ parent: program, usage: 'restore [checkpoint]', example: 'restore 4f2c… --os-cloud mycloud' },
    description: 'restore what a checkpoint holds, or a part of it, into the project that is acted for',
  });
  withPartialOptions(command)
    .addOption(
      new Option('--resume <operation>', 'go on with a restore that was cut off, by the id that it said when it started')
        .conflicts(['resource', 'parameters', 'fromProject']),
    )
    .action((id: string | undefined, _own: unknown, command: Command) => restore(invocation, command.optsWithGlobals(), id));
}

interface RestoreSettings extends PartialSettings {
  readonly resume?: string;
}

async function restore(invocation: Invocation, settings: RestoreSettings, id: string | undefined): Promise<void> {
  const { resume } = settings;
  if (resume !== undefined && id !== undefined) throw usageError('Leave the checkpoint out: with --resume the operation tells which one it is.');
  if (resume !== undefined) {
    await resumeOperation(invocation, settings, { operationId: resume }, 'restore');
    return;
  }
  if (id === undefined) throw usageError('Say which checkpoint to restore, or which operation to go on with: --resume OPERATION.');
  await runOperation(invocation, settings, async (provider, context) =>
    provider.restore(await partialRequest(invocation, settings, id), context, whileWaiting(invocation)),
  );
}
