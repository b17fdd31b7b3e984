import { Option } from 'commander';
import type { Command } from 'commander';
import type { Invocation } from '../invocation.js';
import { resumeOperation } from '../operation/resume-operation.js';
import { runOperation } from '../operation/run-operation.js';
import { whileWaiting } from '../operation/while-waiting.js';
import { withFromProject } from '../settings/from-project.js';
import { positiveNumber, timeArgument } from '../settings/option-values.js';
import { addCommand } from './add-command.js';
import { listCheckpoints } from './checkpoint-list.js';
import { resetCheckpoint } from './checkpoint-reset.js';
import { showCheckpoint } from './checkpoint-show.js';
import { checkpointRequest, partialRequest, withPartialOptions, withProgressOptions, withRunOptions } from './run-options.js';
import type { CheckpointSettings, PartialSettings } from './run-options.js';

interface DeleteSettings extends CheckpointSettings {
  readonly cancel?: true;
}

/** `checkpoint list | show | verify | delete | resume | reset` */
export function addCheckpointCommands(program: Command, invocation: Invocation): void {
  const parent = addCommand({
    ...{ parent: program, usage: 'checkpoint', example: 'checkpoint list --os-cloud mycloud' },
    description: 'list, show, verify and delete checkpoints, and go on with what was cut off',
  });
  const list = addCommand({
    ...{ parent, usage: 'list', example: 'checkpoint list --plan nightly --since 2026-01-01 --os-cloud mycloud' },
    description: 'the checkpoints of a provider, newest first',
  });
  withFromProject(list)
    .option('--plan <name>', 'only those of this plan')
    .option('--since <time>', 'only those made at this time or later', timeArgument)
    .option('--until <time>', 'only those made before this time', timeArgument)
    .option('--limit <count>', 'at most this many', positiveNumber)
    .option('--marker <id>', 'start after this checkpoint')
    .addOption(new Option('--sort <direction>', 'by time: oldest (asc) or newest (desc) first').choices(['asc', 'desc']).default('desc'))
    .action((_own: unknown, command: Command) => listCheckpoints(invocation, command.optsWithGlobals()));
  const show = addCommand({
    ...{ parent, usage: 'show <id>', example: 'checkpoint show 4f2c… --os-cloud mycloud' },
    description: 'one checkpoint: what it holds, and what is not good and why',
  });
  withFromProject(show).action((id: string, _own: unknown, command: Command) =>
    showCheckpoint(invocation, command.optsWithGlobals(), id),
  );
  const verify = addCommand({
    ...{ parent, usage: 'verify <id>', example: 'checkpoint verify 4f2c… --os-cloud mycloud' },
    description: 'read and check every stored byte',
  });
  withPartialOptions(verify).action((id: string, _own: unknown, command: Command) =>
    verifyCheckpoint(invocation, command.optsWithGlobals(), id),
  );
  const remove = addCommand({
    ...{ parent, usage: 'delete <id>', example: 'checkpoint delete 4f2c… --os-cloud mycloud' },
    description: 'delete a checkpoint, and release what it left outside',
  });
  withRunOptions(remove)
    .option('--cancel', 'also while another process is, or may be, at work on it: that one is stopped')
    .action((id: string, _own: unknown, command: Command) => deleteCheckpoint(invocation, command.optsWithGlobals(), id));
  const resume = addCommand({
    ...{ parent, usage: 'resume <id>', example: 'checkpoint resume 4f2c… --os-cloud mycloud' },
    description: 'go on with a protect or delete that was cut off or has failed',
  });
  withProgressOptions(resume).action((id: string, _own: unknown, command: Command) =>
    resumeOperation(invocation, command.optsWithGlobals(), { checkpointId: id }),
  );
  addCommand({
    ...{ parent, usage: 'reset <id>', example: 'checkpoint reset 4f2c… --os-cloud mycloud' },
    description: 'leave protecting or deleting by hand, whoever is at work on it; what it left outside is for a sweep',
  }).action((id: string, _own: unknown, command: Command) => resetCheckpoint(invocation, command.optsWithGlobals(), id));
}

async function verifyCheckpoint(invocation: Invocation, settings: PartialSettings, id: string): Promise<void> {
  await runOperation(invocation, settings, async (provider, context) =>
    provider.verify(await partialRequest(invocation, settings, id), context, whileWaiting(invocation)),
  );
}

async function deleteCheckpoint(invocation: Invocation, settings: DeleteSettings, id: string): Promise<void> {
  const { cancel = false } = settings;
  await runOperation(invocation, settings, async (provider, context) =>
    provider.delete({ ...(await checkpointRequest(invocation, settings, id)), cancel }, context, whileWaiting(invocation)),
  );
}
