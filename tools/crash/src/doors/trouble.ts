/** What goes wrong with the nth call of an operation that changes the bank or goes to the cloud. */
export interface Trouble {
  readonly kind: TroubleKind;
  /** From 1. */
  readonly at: number;
}

/**
 * - `cut-before`, `cut-after`: the process is killed, before the call takes effect or after it did and before its answer.
 * - `error`: the call is refused. `timeout`: it is never answered, and has no effect. `lost-answer`: it takes effect, and
 *   its connection breaks.
 * - `gone`: from this call on the bank or the cloud, whichever it goes to, refuses everything, until it is back again.
 */
export type TroubleKind = 'cut-before' | 'cut-after' | 'error' | 'timeout' | 'lost-answer' | 'gone';

export const troubleKinds: readonly TroubleKind[] = ['cut-before', 'cut-after', 'error', 'timeout', 'lost-answer', 'gone'];

/** Whether the process ends there and then. */
export const isCut = (kind: TroubleKind) => kind === 'cut-before' || kind === 'cut-after';
