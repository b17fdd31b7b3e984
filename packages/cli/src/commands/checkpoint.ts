import type { Checkpoint, CheckpointSummary } from '@karbor/core';
import { resourceKey } from '@karbor/plugin-sdk';
import { Option } from 'commander';
import type { Command } from 'commander';
import { withProvider } from '../command-context.js';
import { runOperation } from '../operation/run-operation.js';
import { print } from '../output/print.js';
import { fields, table } from '../output/table.js';
import { bytes } from '../output/units.js';
import type { CommonSettings } from '../settings/common-settings.js';
import { dateArgument, positiveNumber } from '../settings/option-values.js';
import type { Terminal } from '../terminal.js';
import type { AddCommand } from './add-command.js';
import { partialRequest, withPartialOptions } from './restore.js';
import type { PartialSettings } from './restore.js';

interface ListSettings extends CommonSettings {
  readonly plan?: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly limit?: number;
  readonly marker?: string;
  readonly sort: 'asc' | 'desc';
}

interface DeleteSettings extends PartialSettings {
  readonly cancel?: true;
}

/** `checkpoint list | show | verify | delete` */
export function addCheckpointCommands(program: Command, add: AddCommand, terminal: Terminal): void {
  const checkpoint = program.command('checkpoint').description('what was protected');
  add(checkpoint, 'list', 'the checkpoints of a provider, newest first')
    .option('--plan <name>', 'only those of this plan')
    .option('--since <time>', 'only those made at this time or later', dateArgument)
    .option('--until <time>', 'only those made before this time', dateArgument)
    .option('--limit <count>', 'at most this many', positiveNumber)
    .option('--marker <id>', 'start after this checkpoint')
    .addOption(new Option('--sort <direction>', 'by time').choices(['asc', 'desc']).default('desc'))
    .action((settings: ListSettings) => listCheckpoints(settings, terminal));
  add(checkpoint, 'show <id>', 'one checkpoint and what it holds').action((id: string, settings: CommonSettings) =>
    showCheckpoint(id, settings, terminal),
  );
  withPartialOptions(add(checkpoint, 'verify <id>', 'read and check every stored byte')).action(
    (id: string, settings: PartialSettings) =>
      runOperation(
        settings,
        terminal,
        async (provider, context) => provider.verify(await partialRequest(id, settings, terminal), context),
        (flow) => `Checkpoint ${id} is sound: ${flow.graph.resources.length} resources verified.\n`,
      ),
  );
  add(checkpoint, 'delete <id>', 'delete a checkpoint and what it left outside')
    .option('--parameters <file>', 'parameters by TYPE or TYPE#ID (JSON or YAML)')
    .option('--cancel', 'also when it says protecting or deleting, because whoever was at it is gone')
    .option('--events', 'print each event as a line of JSON')
    .action((id: string, settings: DeleteSettings) =>
      runOperation(
        settings,
        terminal,
        async (provider, context) =>
          provider.delete({ ...(await partialRequest(id, settings, terminal)), cancel: settings.cancel ?? false }, context),
        () => `Checkpoint ${id} is deleted.\n`,
      ),
    );
}

async function listCheckpoints({ plan, sort, ...settings }: ListSettings, terminal: Terminal): Promise<void> {
  const { since, until, limit, marker } = settings;
  await withProvider(settings, terminal, async (provider, context) => {
    const query = { since, until, limit, marker, planId: plan };
    const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
    const checkpoints: CheckpointSummary[] = [];
    for await (const one of provider.checkpoints.list(context, { ...given, sortDir: sort })) checkpoints.push(one);
    print(settings, terminal, checkpoints, () =>
      table(['ID', 'STATUS', 'CREATED'], checkpoints.map(({ id, status, createdAt }) => [id, status, createdAt.toISOString()])),
    );
  });
}

async function showCheckpoint(id: string, settings: CommonSettings, terminal: Terminal): Promise<void> {
  await withProvider(settings, terminal, async (provider, context) => {
    const checkpoint = await provider.checkpoints.show(context, id);
    print(settings, terminal, checkpoint, () => checkpointText(checkpoint));
  });
}

function checkpointText(checkpoint: Checkpoint): string {
  const { id, status, planName, projectId, createdAt, endedAt, size, errors, resources } = checkpoint;
  const about = fields([
    ...([['id', id], ['status', status], ['plan', planName], ['project', projectId]] as const),
    ...([['created', createdAt.toISOString()], ['ended', endedAt?.toISOString() ?? ''], ['size', bytes(size)]] as const),
    ...errors.map(({ code, message }) => ['error', `${message} [${code}]`] as const),
  ]);
  const rows = resources.map((resource) => [
    ...[resourceKey(resource), resource.name],
    bytes(resource.objects.reduce((sum, object) => sum + object.size, 0)),
  ]);
  return rows.length === 0 ? about : `${about}\n${table(['RESOURCE', 'NAME', 'STORED'], rows)}`;
}
