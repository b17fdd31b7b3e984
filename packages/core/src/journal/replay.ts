import type { HookName, Json, JsonObject, ResourceKey } from '@karbor/plugin-sdk';
import type { NamedObjectRecord } from '../bank/section/object-record.js';
import type { EffectIntentEntry, JournalEntry } from './journal-entry.js';

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

/** What a journal amounts to. */
export declare function replay(entries: Iterable<JournalEntry>): Replayed;
