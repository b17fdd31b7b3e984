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
  /** What is stored of its streams is still there, to be used again. */
  readonly keepsStreams?: boolean;
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
  /** ISO 8601, of an urgent kind: since when it is held. */
  readonly since?: string;
}

/** `void`: nothing was made. `kept`: the user's, from the end of the operation on. */
export interface EffectEndedEntry {
  readonly type: 'effect-void' | 'effect-kept';
  readonly tag: string;
}

/** From now on these may be gone. Durable before they are released, wherever the bank can be written. */
export interface EffectReleasingEntry {
  readonly type: 'effect-releasing';
  readonly tags: readonly string[];
}

/** Its time was up before its resource gave it back: what was captured meanwhile is not of one instant. */
export interface EffectOverdueEntry {
  readonly type: 'effect-overdue';
  readonly tag: string;
}

export interface EffectReleasedEntry {
  readonly type: 'effect-released';
  readonly tag: string;
  /** The attempt that released it; missing when it was taken from its resource. */
  readonly by?: { readonly hook: HookName; readonly attempt: number };
  /** Of an urgent kind: milliseconds for which it was held. */
  readonly heldMs?: number;
}

/** Chunks of a stream that are stored, following those before them from the stream's start on. */
export interface StreamStoredEntry {
  readonly type: 'stream-stored';
  readonly resource: ResourceKey;
  readonly hook: HookName;
  readonly attempt: number;
  readonly name: string;
  readonly identity: string;
  /** Under which the chunks are. */
  readonly prefix: string;
  /** In bytes. */
  readonly chunkSize: number;
  /** The number under the prefix of the first of them, from 1. */
  readonly first: number;
  /** The number of the first of them in the stream, from 1. What was stored from there on before does not count. */
  readonly position: number;
  /** One hash for each chunk. */
  readonly sha256: readonly string[];
}

/** These begin anew: what their hooks left before this does not count any more. */
export interface RestartedEntry {
  readonly type: 'restarted';
  readonly resources: readonly ResourceKey[];
}

/** Comes first where an operation goes on: how much of the journals before this one counts. */
export interface ContinuesEntry {
  readonly type: 'continues';
  /** Oldest first. */
  readonly journals: readonly JournalExtent[];
}

/** The first objects of a journal. */
export interface JournalExtent {
  readonly prefix: string;
  readonly objects: number;
}

/** What was asked for; comes after all `resources`. With it an operation can be gone on with. */
export interface PlannedEntry {
  readonly type: 'planned';
  /** As they were given, by `type` and by `type#id`. */
  readonly parameters: Json;
  /** Of a restore or verify: which resources of its checkpoint, if not all. */
  readonly selection?: readonly ResourceKey[];
}

/** Whether an operation applies to a resource: asked once. */
export interface AppliesEntry {
  readonly type: 'applies';
  readonly resource: ResourceKey;
  readonly applies: boolean;
}

/** A part of what the operation works on, in the order of the graph; comes first. */
export interface ResourcesEntry {
  readonly type: 'resources';
  readonly resources: readonly { readonly resource: Resource; readonly dependents: readonly ResourceKey[] }[];
}

export type JournalEntry =
  | ContinuesEntry
  | ResourcesEntry
  | PlannedEntry
  | RestartedEntry
  | StreamStoredEntry
  | HookEndedEntry
  | HookUndoneEntry
  | EffectIntentEntry
  | EffectMadeEntry
  | EffectReleasingEntry
  | EffectOverdueEntry
  | EffectReleasedEntry
  | EffectEndedEntry
  | AppliesEntry;
