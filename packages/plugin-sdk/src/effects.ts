import type { Context } from './context.js';
import type { Json } from './json.js';
import type { Logger } from './logger.js';
import type { Resource } from './resource.js';
import type { Inferred } from './inferred.js';

/** What `release` is called with. */
export interface ReleaseArguments<Data, Result, Config> {
  readonly data: Data;
  /** Missing when the answer of `make` was never recorded: then look for what carries the tag. */
  readonly result: Result | undefined;
  readonly tag: string;
  readonly resource: Resource;
  readonly config: Config;
  readonly context: Context;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** What `exists` is called with. */
export interface ExistsArguments<Data, Result, Config> extends ReleaseArguments<Data, Result, Config> {
  readonly result: Result;
}

/** A kind of effect: something temporary that a hook makes outside, and how it is undone. */
export interface EffectDefinition<Types = Inferred, Config = Inferred> {
  /** Released at once when an operation fails, before anything else: somebody is waiting (a paused server). */
  readonly urgent?: boolean;
  /** Lives in this process only (a lock in a connection); after a crash it is gone by itself. */
  readonly session?: boolean;
  /** Carries the types of data and result; never set. */
  readonly types?: Types;
  /**
   * Undoes the effect. MUST be idempotent and MUST be fine when there is nothing to undo. Without `result` it MUST
   * remove everything that carries `tag`. It MUST NOT undo another's equal act: a kind with no place for a tag
   * records what was there before in `data`, and proves that the act was ours, else leaves it alone.
   */
  release(args: ReleaseArguments<DataOf<Types>, ResultOf<Types>, Config>): Promise<void> | void;
  /**
   * Tells whether what was made is still there. Asked before an operation that was cut off is gone on with, of what hooks that
   * have ended made and nobody is known to have released: it may have been when the bank could not be told. What is missing is
   * made anew with all that goes with it. Without this it counts as there. MUST be idempotent and change nothing; MUST be
   * false after `release`, also while a removal is still under way; MUST throw when it cannot tell.
   */
  exists?(args: ExistsArguments<DataOf<Types>, ResultOf<Types>, Config>): Promise<boolean> | boolean;
}

/**
 * Gives an effect's data and result their types: `snapshot: effect<{ volumeId: string }, { id: string }>({ … })`. The
 * result of a session kind may be anything: it never leaves the process.
 */
export function effect<Data extends Json, Result>(
  definition: EffectDefinition<{ data: Data; result: Result }> & { readonly session: true },
): EffectDefinition<{ data: Data; result: Result }>;
export function effect<Data extends Json, Result extends Json | void = void>(
  definition: EffectDefinition<{ data: Data; result: Result }>,
): EffectDefinition<{ data: Data; result: Result }>;
export function effect<Types>(definition: EffectDefinition<Types>): EffectDefinition<Types> {
  return definition;
}

export type DataOf<Types> = Types extends { data: infer Data } ? Data : Inferred;
export type ResultOf<Types> = Types extends { result: infer Result } ? Result : Inferred;

/** An effect that is held now. */
export interface HeldEffect<Data, Result> {
  readonly tag: string;
  readonly data: Data;
  readonly result: Result;
}

/** How an effect is acquired. */
export interface AcquireOptions {
  /**
   * For an urgent kind: after this time any process may release it. Core does, and the resource has failed; but where a
   * protect goes on in spite of failures it is only marked: what was captured is not of one instant (`Effects.overdue`).
   */
  readonly until?: Date;
}

/** The effects of one resource in one operation. `Kinds` maps each kind's name to its types. */
export interface Effects<Kinds> {
  /**
   * Records the intent in the bank, durably, *before* `make` is called; then records what `make` gave. `make` MUST
   * put `tag` (`[a-z0-9-]{1,63}`, unique) on what it makes, wherever the service has a place for it, and SHOULD
   * throw `notMade(error)` when it is certain that nothing was made. On any other failure what carries the tag is
   * looked for and released. `signal` is aborted some seconds after the hook's: what is cut off at once may be made only after
   * it was looked for.
   */
  acquire<Kind extends keyof Kinds & string, Result extends ResultOf<Kinds[Kind]>>(
    kind: Kind,
    data: DataOf<Kinds[Kind]>,
    make: (tag: string, signal: AbortSignal) => Promise<Result>,
    options?: AcquireOptions,
  ): Promise<HeldEffect<DataOf<Kinds[Kind]>, Result>>;
  /** The effects of a kind that this resource holds, oldest first, from whichever hook. */
  held<Kind extends keyof Kinds & string>(
    kind: Kind,
  ): readonly HeldEffect<DataOf<Kinds[Kind]>, ResultOf<Kinds[Kind]>>[];
  /**
   * Whether core has let go, or tried to, one of this kind because its `until` had come, in an operation that goes on: the
   * resource is marked as not of one instant, and its hooks SHOULD go on without it. Also when `acquire` took that long.
   */
  overdue(kind: keyof Kinds & string): boolean;
  /** Undoes the effects of a kind, or the one with `tag`, newest first, and records it; fine when none is held. */
  release(kind: keyof Kinds & string, tag?: string): Promise<void>;
  /**
   * Says that it is the user's now. Counts from the end of the operation on; until then a failure releases it. When it
   * resolves, what `make` gave is recorded durably: not before then MAY the tag be taken off what carries it.
   */
  keep(kind: keyof Kinds & string, tag?: string): Promise<void>;
}
