import type { HookName, Json, JsonObject, ResourceKey } from '@karbor/plugin-sdk';
import type { NamedObjectRecord } from '../bank/section/object-record.js';
import { ResourceObjects } from '../bank/section/resource-objects.js';
import type { EffectIntentEntry, HookEndedMember, JournalEntry } from './journal-entry.js';

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

/** An effect that was neither void nor released. */
export interface OutstandingEffect extends Omit<EffectIntentEntry, 'type'> {
  /** Whether the answer of `make` was recorded; else `result` is unknown. */
  readonly made: boolean;
  readonly result?: Json;
  /** It is the user's if the operation ends well. */
  readonly kept: boolean;
}

export interface Replayed {
  readonly resources: ReadonlyMap<ResourceKey, ReplayedResource>;
  /** Oldest first. */
  readonly outstanding: readonly OutstandingEffect[];
}

/** A hook of a resource that has ended. */
interface EndedHook {
  readonly hook: HookName;
  readonly attempt: number;
  readonly left: HookEndedMember;
}

/** What a journal amounts to. */
export function replay(entries: Iterable<JournalEntry>): Replayed {
  const ended = new Map<ResourceKey, EndedHook[]>();
  const applies = new Map<ResourceKey, boolean>();
  const effects = new Map<string, OutstandingEffect>();
  for (const entry of entries) {
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
      case 'applies':
        applies.set(entry.resource, entry.applies);
        break;
      case 'resources':
        break;
      default:
        replayEffect(effects, entry);
    }
  }
  const keys = new Set([...ended.keys(), ...applies.keys()]);
  const resources = new Map([...keys].map((key) => [key, replayResource(ended.get(key) ?? [], applies.get(key))]));
  return { resources, outstanding: [...effects.values()] };
}

type EffectEntry = Extract<JournalEntry, { readonly tag: string }>;

function replayEffect(effects: Map<string, OutstandingEffect>, entry: EffectEntry): void {
  if (entry.type === 'effect-intent') {
    const { type: _, ...intent } = entry;
    effects.set(entry.tag, { ...intent, made: false, kept: false });
    return;
  }
  const effect = effects.get(entry.tag);
  if (!effect) return;
  switch (entry.type) {
    case 'effect-made':
      effects.set(entry.tag, { ...effect, made: true, ...(entry.result !== undefined && { result: entry.result }) });
      break;
    case 'effect-kept':
      effects.set(entry.tag, { ...effect, kept: true });
      break;
    case 'effect-void':
    case 'effect-released':
      effects.delete(entry.tag);
  }
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
