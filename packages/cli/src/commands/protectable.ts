import { parseResourceKey, resourceKey } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import type { Command } from 'commander';
import { withProvider } from '../command-context.js';
import { print } from '../output/print.js';
import { fields, table } from '../output/table.js';
import type { CommonSettings } from '../settings/common-settings.js';
import type { Terminal } from '../terminal.js';
import type { AddCommand } from './add-command.js';

/** `protectable types | list | show` */
export function addProtectableCommands(program: Command, add: AddCommand, terminal: Terminal): void {
  const protectable = program.command('protectable').description('what can be protected');
  add(protectable, 'types', 'the resource types that the provider protects').action((settings: CommonSettings) =>
    listTypes(settings, terminal),
  );
  add(protectable, 'list <type>', 'the resources of a type').action((type: string, settings: CommonSettings) =>
    listResources(type, settings, terminal),
  );
  add(protectable, 'show <type#id>', 'one resource and what depends on it').action((key: string, settings: CommonSettings) =>
    showResource(key, settings, terminal),
  );
}

async function listTypes(settings: CommonSettings, terminal: Terminal): Promise<void> {
  await withProvider(settings, terminal, async ({ protectables }) => {
    const types = protectables.types().map(({ type, parentTypes }) => ({ id: type, status: 'available', parentTypes }));
    print(settings, terminal, types, () =>
      table(['TYPE', 'DEPENDS ON'], types.map(({ id, parentTypes }) => [id, parentTypes.join(', ')])),
    );
    return Promise.resolve();
  });
}

async function listResources(type: string, settings: CommonSettings, terminal: Terminal): Promise<void> {
  await withProvider(settings, terminal, async ({ protectables }, context) => {
    const resources = (await protectables.list(type, context)).map(asItem);
    print(settings, terminal, resources, () => table(['ID', 'NAME'], resources.map(({ id, name }) => [id, name])));
  });
}

async function showResource(key: string, settings: CommonSettings, terminal: Terminal): Promise<void> {
  await withProvider(settings, terminal, async ({ protectables }, context) => {
    const reference = parseResourceKey(key);
    const resource = await protectables.show(reference, context);
    const dependents = await protectables.dependents(reference, context);
    const document = { ...asItem(resource), dependents: dependents.map(asItem) };
    print(settings, terminal, document, () => {
      const extra = Object.entries(resource.extraInfo ?? {}).map(([name, value]) => [name, JSON.stringify(value)] as const);
      const about = fields([['type', resource.type], ['id', resource.id], ['name', resource.name], ...extra]);
      return `${about}\n${table(['DEPENDENT', 'NAME'], dependents.map((one) => [resourceKey(one), one.name]))}`;
    });
  });
}

function asItem(resource: Resource) {
  return { id: resource.id, status: 'available', type: resource.type, name: resource.name, extraInfo: resource.extraInfo ?? {} };
}
