import { parseResourceKey, resourceKey } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import type { Command } from 'commander';
import type { Invocation } from '../invocation.js';
import { withProvider, withRegistry } from '../open-provider.js';
import { print } from '../output/print.js';
import { fields, table } from '../output/table.js';
import { chooseProvider } from '../settings/choose-provider.js';
import type { CommonSettings } from '../settings/common-settings.js';
import { untilStopped } from '../until-stopped.js';
import { addCommand } from './add-command.js';

/** `protectable types | list | show` */
export function addProtectableCommands(program: Command, invocation: Invocation): void {
  const parent = addCommand({
    ...{ parent: program, usage: 'protectable', example: 'protectable types' },
    description: 'find what can be protected',
  });
  addCommand({
    ...{ parent, usage: 'types', example: 'protectable types' },
    description: 'the resource types that the provider protects, and of which others they are a part',
  }).action((_own: unknown, command: Command) => listTypes(invocation, command.optsWithGlobals()));
  addCommand({
    ...{ parent, usage: 'list <type>', example: 'protectable list OS::Nova::Server --os-cloud mycloud' },
    description: 'the resources of a type',
  }).action((type: string, _own: unknown, command: Command) => listResources(invocation, command.optsWithGlobals(), type));
  addCommand({
    ...{ parent, usage: 'show <type#id>', example: "protectable show 'OS::Nova::Server#1be9…' --os-cloud mycloud" },
    description: 'one resource and what depends on it',
  }).action((key: string, _own: unknown, command: Command) => showResource(invocation, command.optsWithGlobals(), key));
}

async function listTypes(invocation: Invocation, settings: CommonSettings): Promise<void> {
  await withRegistry(invocation, settings, async (registry) => {
    const { protectables } = chooseProvider(invocation, registry, settings);
    const types = protectables.types().map(({ type, parentTypes }) => ({ id: type, status: 'available', parentTypes }));
    await print(invocation, settings, types, () =>
      table(['TYPE', 'DEPENDS ON'], types.map(({ id, parentTypes }) => [id, parentTypes.join(', ')])),
    );
  });
}

async function listResources(invocation: Invocation, settings: CommonSettings, type: string): Promise<void> {
  const { signal } = invocation;
  await withProvider(invocation, settings, async ({ protectables }, context) => {
    const resources = (await untilStopped(signal, protectables.list(type, context, signal))).map(asItem);
    await print(invocation, settings, resources, () => table(['ID', 'NAME'], resources.map(({ id, name }) => [id, name])));
  });
}

async function showResource(invocation: Invocation, settings: CommonSettings, key: string): Promise<void> {
  const { signal } = invocation;
  const reference = parseResourceKey(key);
  await withProvider(invocation, settings, async ({ protectables }, context) => {
    const resource = await untilStopped(signal, protectables.show(reference, context, signal));
    const dependents = await untilStopped(signal, protectables.dependents(reference, context, signal));
    const document = { ...asItem(resource), dependents: dependents.map(asItem) };
    await print(invocation, settings, document, () => {
      const extra = Object.entries(resource.extraInfo ?? {}).map(([name, value]) => [name, JSON.stringify(value)] as const);
      const about = fields([['type', resource.type], ['id', resource.id], ['name', resource.name], ...extra]);
      const rows = dependents.map((one) => [resourceKey(one), one.name]);
      return rows.length === 0 ? about : `${about}\n${table(['DEPENDENT', 'NAME'], rows)}`;
    });
  });
}

function asItem({ type, id, name, extraInfo = {} }: Resource) {
  return { id, status: 'available', type, name, extraInfo };
}
