import type { HookName, Json, JsonObject, ResourceKey } from '@karbor/plugin-sdk';
import type { NamedObjectRecord } from '../bank/section/object-record.js';
import { ResourceObjects } from '../bank/section/resource-objects.js';
import type { HookEndedMember, JournalEntry, PlannedEntry, ResourcesEntry } from './journal-entry.js';
import { EffectReplay } from './replay-effects.js';
import type { ReplayedEffect } from './replay-effects.js';
import { StreamReplay } from './replay-streams.js';

/** What counts of one resource. */
export interface ReplayedResource {
  readonly state: JsonObject;
  readonly savedInfo?: Json;
  readonly mapping?: string;
  /** In UTF-8 byte order of their names. */
  readonly objects: readonly NamedObjectRecord[];
  /** The hooks that have ended, each with its attempt. */
  readonly ended: ReadonlyMap<HookName, number>;
  readonly applies?: boolean;
}

export interface Replayed {
  readonly resources: ReadonlyMap<ResourceKey, ReplayedResource>;
  /** What the operation works on, in the order of the graph. */
  readonly listed: ResourcesEntry['resources'];
  /** Missing when the operation has not come so far. */
  readonly planned?: PlannedEntry;
  /** All that the journal tells of effects, oldest first. */
  readonly effects: readonly ReplayedEffect[];
  readonly streams: Pick<StreamReplay, 'part'>;
}

/** A hook of a resource that has ended. */
interface EndedHook {
  readonly hook: HookName;
  readonly attempt: number;
  readonly left: HookEndedMember;
}

/** What a journal, or several that continue each other, amounts to. */
export function replay(entries: Iterable<JournalEntry>): Replayed {
  const ended = new Map<ResourceKey, EndedHook[]>();
  const applies = new Map<ResourceKey, boolean>();
  const listed: ResourcesEntry['resources'][number][] = [];
  const effects = new EffectReplay();
  const streams = new StreamReplay();
  let planned: PlannedEntry | undefined;
  for (const entry of entries) {
    effects.take(entry);
    streams.take(entry);
    switch (entry.type) {
      case 'hook-ended':
        for (const left of entry.members) {
          const hooks = ended.get(left.resource) ?? [];
          ended.set(left.resource, [...hooks, { hook: entry.hook, attempt: entry.attempt, left }]);
        }
        break;
      case 'hook-undone':
        for (const resource of entry.resources) {
          const hooks = ended.get(resource) ?? [];
          ended.set(resource, hooks.filter(({ hook, attempt }) => hook !== entry.hook || attempt !== entry.attempt));
        }
        break;
      case 'restarted':
        for (const resource of entry.resources) ended.delete(resource);
        break;
      case 'applies':
        applies.set(entry.resource, entry.applies);
        break;
      case 'resources':
        for (const resource of entry.resources) listed.push(resource);
        break;
      case 'planned':
        planned = entry;
        break;
      default:
    }
  }
  const keys = new Set([...ended.keys(), ...applies.keys()]);
  const resources = new Map([...keys].map((key) => [key, replayResource(ended.get(key) ?? [], applies.get(key))]));
  return { resources, listed, ...(planned && { planned }), effects: [...effects.byTag.values()], streams };
}

/** State, saved info and mapping are those of the last hook that left them; objects add up. */
function replayResource(hooks: readonly EndedHook[], applies: boolean | undefined): ReplayedResource {
  const objects = new ResourceObjects();
  for (const { left } of hooks) if (left.objects) objects.apply(left.objects);
  const savedInfo = hooks.findLast(({ left }) => left.savedInfo !== undefined)?.left.savedInfo;
  const mapping = hooks.findLast(({ left }) => left.mapping !== undefined)?.left.mapping;
  return {
    state: { ...hooks.at(-1)?.left.state },
    ...(savedInfo !== undefined && { savedInfo }),
    ...(mapping !== undefined && { mapping }),
    objects: objects.records(),
    ended: new Map(hooks.map(({ hook, attempt }) => [hook, attempt])),
    ...(applies !== undefined && { applies }),
  };
}
