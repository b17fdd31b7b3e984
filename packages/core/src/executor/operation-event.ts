import type { HookName, OperationName, Resource } from '@karbor/plugin-sdk';
import type { RelatedFailure } from './hook-runner.js';

/** What every event carries. */
export interface EventHeader {
  /** From 1, without gaps, in the order in which things happened. */
  readonly seq: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly time: number;
  readonly operationId: string;
}

/** The operation as a whole. */
export type OperationStateEvent = {
  readonly type: 'operation';
  readonly operation: OperationName;
  readonly checkpointId: string;
} & (
  | { readonly status: 'queued' | 'started' | 'cancelling' | 'done' }
  | { readonly status: 'partial' | 'failed' | 'cancelled'; readonly error: Error }
);

/** A hook: of one resource, or of all members of a group (`resources[0]` is then the first of them). */
export type HookEvent = {
  readonly type: 'hook';
  readonly hook: HookName;
  readonly resources: readonly Resource[];
  /** From 1. */
  readonly attempt: number;
} & ({ readonly status: 'started' | 'ended' | 'abandoned' } | { readonly status: 'failed'; readonly error: Error });

/** How far a hook is. `done` and `total` in bytes unless `message` says otherwise. */
export interface ProgressEvent {
  readonly type: 'progress';
  readonly hook: HookName;
  readonly resources: readonly Resource[];
  readonly attempt: number;
  readonly done?: number;
  readonly total?: number;
  readonly message?: string;
}

/** A hook failed and runs again after `delayMs`. */
export interface RetryEvent {
  readonly type: 'retry';
  readonly hook: HookName;
  readonly resources: readonly Resource[];
  /** The attempt that failed. */
  readonly attempt: number;
  readonly error: Error;
  readonly delayMs: number;
}

/** A hook that will not run, and why. */
export interface SkipEvent {
  readonly type: 'skip';
  readonly hook: HookName;
  readonly resources: readonly Resource[];
  readonly reason: 'failed' | 'cancelled';
  /** Where the operation goes on: the failure of the resource, or of the one that it waited for. */
  readonly cause?: RelatedFailure;
}

/** Something temporary outside. */
export type EffectEvent = {
  readonly type: 'effect';
  readonly resource: Resource;
  readonly kind: string;
  readonly tag: string;
  /** While it is held somebody waits for it: a server that stands still. */
  readonly urgent?: true;
  /** After this any process may release it: milliseconds since 1970-01-01T00:00:00Z. */
  readonly until?: number;
} & (
  | { readonly status: 'acquiring' | 'acquired' | 'void' | 'kept' | 'releasing' }
  /** `heldMs`: of an urgent kind, for how many milliseconds it was held. */
  | { readonly status: 'released'; readonly heldMs?: number }
  | { readonly status: 'acquire-failed' | 'release-failed'; readonly error: Error }
  /** Of an urgent kind: its time is up before its resource gave it back. It is released, and the operation goes on. */
  | { readonly status: 'overdue'; readonly error: Error }
);

/** Whether this process may work on the operation, or waits until it may. */
export type LeaseEvent = {
  readonly type: 'lease';
} & ({ readonly status: 'acquired' } | { readonly status: 'waiting' | 'lost'; readonly error: Error });

/** What a resource has become: told for each that is good when a restore has ended, before the operation's last event. */
export interface MappingEvent {
  readonly type: 'mapping';
  /** As it was protected. */
  readonly resource: Resource;
  readonly newId: string;
}

/**
 * What a resource was captured with went on before all was captured, so that it is not of one instant: told for each that
 * is good when a protect, restore or verify has ended, before the operation's last event.
 */
export interface NotQuiescedEvent {
  readonly type: 'not-quiesced';
  readonly resource: Resource;
  /** Keys (`type#id`) of what did not stand still to the end; it may be itself. */
  readonly by: readonly string[];
}

/** What happened, without its header. */
export type EventBody =
  | OperationStateEvent
  | HookEvent
  | ProgressEvent
  | RetryEvent
  | SkipEvent
  | EffectEvent
  | LeaseEvent
  | MappingEvent
  | NotQuiescedEvent;

/** What an operation tells while it runs. Plain data but for `error`; tell events apart by `type` and `status`. */
export type OperationEvent = EventHeader & EventBody;
