import type { Command } from 'commander';
import { withRegistry } from '../command-context.js';
import { errorDocument } from '../output/error.js';
import { print } from '../output/print.js';
import { fields, table } from '../output/table.js';
import type { CommonSettings } from '../settings/common-settings.js';
import type { Terminal } from '../terminal.js';
import type { AddCommand } from './add-command.js';
import { checkProviders } from './provider-check.js';

/** `provider list | show | check` */
export function addProviderCommands(program: Command, add: AddCommand, terminal: Terminal): void {
  const provider = program.command('provider').description('provider files and what they make available');
  add(provider, 'list', 'the providers that can be used').action((settings: CommonSettings) => listProviders(settings, terminal));
  add(provider, 'show <id>', 'one provider: its bank, its plugins and their parameters').action(
    (id: string, settings: CommonSettings) => showProvider(id, settings, terminal),
  );
  add(provider, 'check [id]', 'check provider files; exit code 2 if any is bad').action(
    (id: string | undefined, settings: CommonSettings) => checkProviders(id, settings, terminal),
  );
}

async function listProviders(settings: CommonSettings, terminal: Terminal): Promise<void> {
  await withRegistry(settings, terminal, (registry) => {
    const providers = registry.list().map(({ id, name, description, file }) => ({ id, status: 'enabled', name, description, file }));
    for (const { file, error } of registry.problems) terminal.err.write(`${file}: ${errorDocument(error).message}\n`);
    print(settings, terminal, providers, () =>
      table(['ID', 'NAME', 'DESCRIPTION'], providers.map(({ id, name, description }) => [id, name, description])),
    );
  });
}

async function showProvider(id: string, settings: CommonSettings, terminal: Terminal): Promise<void> {
  await withRegistry(settings, terminal, (registry) => {
    const { name, description, file, bank, plugins, ...provider } = registry.get(id);
    const schemas = provider.schemas();
    const document = { id, status: 'enabled', name, description, file, bank, plugins, schemas };
    print(settings, terminal, document, () => {
      const about = fields([
        ...([['id', id], ['name', name], ['description', description], ['file', file]] as const),
        ['bank', `${bank.name} ${bank.version}`],
      ]);
      const rows = plugins.map((plugin) => [`${plugin.name} ${plugin.version}`, plugin.resourceTypes.join(', '), plugin.operations.join(', ')]);
      const parameters = Object.entries(schemas).map(
        ([type, { options, restore }]) => [type, memberNames(options), memberNames(restore)],
      );
      return `${about}\n${table(['PLUGIN', 'TYPES', 'OPERATIONS'], rows)}\n${table(['TYPE', 'PROTECT PARAMETERS', 'RESTORE PARAMETERS'], parameters)}`;
    });
  });
}

function memberNames(schema: Readonly<Record<string, unknown>> | undefined): string {
  const properties = schema?.['properties'];
  return typeof properties === 'object' && properties !== null ? Object.keys(properties).join(', ') : '';
}

