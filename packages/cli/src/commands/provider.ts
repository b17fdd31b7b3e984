import type { Command } from 'commander';
import type { Invocation } from '../invocation.js';
import { withRegistry } from '../open-provider.js';
import { print } from '../output/print.js';
import { fields, table } from '../output/table.js';
import type { CommonSettings } from '../settings/common-settings.js';
import { addCommand } from './add-command.js';
import { checkProviders } from './provider-check.js';

/** `provider list | show | check` */
export function addProviderCommands(program: Command, invocation: Invocation): void {
  const parent = addCommand({
    ...{ parent: program, usage: 'provider', example: 'provider check' },
    description: 'list, show and check provider files',
  });
  addCommand({ parent, usage: 'list', description: 'the providers that can be used', example: 'provider list' }).action(
    (_own: unknown, command: Command) => listProviders(invocation, command.optsWithGlobals()),
  );
  addCommand({
    ...{ parent, usage: 'show <id>', example: 'provider show nightly' },
    description: 'one provider: its bank, its plugins and their parameters (with --json as JSON Schema)',
  }).action((id: string, _own: unknown, command: Command) => showProvider(invocation, command.optsWithGlobals(), id));
  addCommand({
    ...{ parent, usage: 'check [id]', example: 'provider check' },
    description: 'check the file of one provider, or all files; exit code 2 if any is bad',
  }).action((id: string | undefined, _own: unknown, command: Command) =>
    checkProviders(invocation, command.optsWithGlobals(), id),
  );
}

async function listProviders(invocation: Invocation, settings: CommonSettings): Promise<void> {
  await withRegistry(invocation, settings, async (registry) => {
    const providers = registry.list().map(({ id, name, description, file }) => ({ id, status: 'enabled', name, description, file }));
    for (const { error } of registry.problems) invocation.messages.line(`not loaded: ${error.message} [${error.code}]`);
    for (const { message, code } of registry.warnings) invocation.messages.line(`warning: ${message} [${code}]`);
    await print(invocation, settings, providers, () =>
      table(['ID', 'NAME', 'DESCRIPTION'], providers.map(({ id, name, description }) => [id, name, description])),
    );
  });
}

async function showProvider(invocation: Invocation, settings: CommonSettings, id: string): Promise<void> {
  await withRegistry(invocation, settings, async (registry) => {
    const { name, description, file, bank, plugins, ...provider } = registry.get(id);
    const schemas = provider.schemas();
    const document = { id, status: 'enabled', name, description, file, bank, plugins, schemas };
    await print(invocation, settings, document, () => {
      const about = fields([
        ...([['id', id], ['name', name], ['description', description], ['file', file]] as const),
        ['bank', `${bank.name} ${bank.version}`],
      ]);
      const rows = plugins.map((plugin) => [`${plugin.name} ${plugin.version}`, plugin.resourceTypes.join(', '), plugin.operations.join(', ')]);
      const parameters = Object.entries(schemas).map(
        ([type, { options, restore }]) => [type, memberNames(options), memberNames(restore)],
      );
      const pluginTable = table(['PLUGIN', 'TYPES', 'OPERATIONS'], rows);
      return `${about}\n${pluginTable}\n${table(['TYPE', 'PROTECT PARAMETERS', 'RESTORE PARAMETERS'], parameters)}`;
    });
  });
}

function memberNames(schema: Readonly<Record<string, unknown>> | undefined): string {
  const properties = schema?.['properties'];
  return typeof properties === 'object' && properties !== null ? Object.keys(properties).join(', ') : '';
}
