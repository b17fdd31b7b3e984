import type { HookName, Json, Resource, ResourceKey } from '@karbor/plugin-sdk';
import type { ObjectsDelta } from '../bank/section/object-record.js';

/** What a hook left for one of its resources. */
export interface HookEndedMember {
  readonly resource: ResourceKey;
  readonly state: { readonly [key: string]: Json | undefined };
  readonly savedInfo?: Json;
  /** The resource's new id. */
  readonly mapping?: string;
  readonly objects?: ObjectsDelta;
}

/** A hook ended well: of one resource, or of all members of a group. */
export interface HookEndedEntry {
  readonly type: 'hook-ended';
  readonly hook: HookName;
  readonly attempt: number;
  readonly members: readonly HookEndedMember[];
}

/** What an attempt of a hook left does not count any more. */
export interface HookUndoneEntry {
  readonly type: 'hook-undone';
  readonly hook: HookName;
  readonly attempt: number;
  readonly resources: readonly ResourceKey[];
}

/** Something temporary is about to be made outside. */
export interface EffectIntentEntry {
  readonly type: 'effect-intent';
  readonly resource: ResourceKey;
  readonly hook: HookName;
  readonly attempt: number;
  readonly kind: string;
  readonly tag: string;
  readonly data: Json;
  /** ISO 8601: after this any process may release it. */
  readonly until?: string;
}

/** What `make` gave. */
export interface EffectMadeEntry {
  readonly type: 'effect-made';
  readonly tag: string;
  readonly result?: Json;
}

/** `void`: nothing was made. `kept`: the user's, from the end of the operation on. */
export interface EffectEndedEntry {
  readonly type: 'effect-void' | 'effect-released' | 'effect-kept';
  readonly tag: string;
}

/** Whether an operation applies to a resource: asked once. */
export interface AppliesEntry {
  readonly type: 'applies';
  readonly resource: ResourceKey;
  readonly applies: boolean;
}

/** A part of what the operation works on, in the order of the graph; comes first. Replay leaves it to who needs it. */
export interface ResourcesEntry {
  readonly type: 'resources';
  readonly resources: readonly { readonly resource: Resource; readonly dependents: readonly ResourceKey[] }[];
}

export type JournalEntry =
  | ResourcesEntry
  | HookEndedEntry
  | HookUndoneEntry
  | EffectIntentEntry
  | EffectMadeEntry
  | EffectEndedEntry
  | AppliesEntry;
