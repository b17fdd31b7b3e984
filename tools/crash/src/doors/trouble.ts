/** What goes wrong with the nth of the calls of an operation that count for its kind. */
export interface Trouble {
  readonly kind: TroubleKind;
  /** From 1. */
  readonly at: number;
}

/**
 * - `cut-before`, `cut-after`: the process is killed, before the call takes effect or after it did and before its answer.
 * - `error`: the call is refused. `timeout`: it is never answered, and has no effect. `lost-answer`: it takes effect, and
 *   its connection breaks.
 * - From this call on the bank or the cloud, whichever it goes to, until it is back again: `gone` refuses everything, `hang`
 *   answers nothing and does nothing, `deaf` does everything and loses each answer.
 */
export type TroubleKind = 'cut-before' | 'cut-after' | 'error' | 'timeout' | 'lost-answer' | 'gone' | 'hang' | 'deaf';

export const troubleKinds: readonly TroubleKind[] = ['cut-before', 'cut-after', 'error', 'timeout', 'lost-answer', 'gone', 'hang', 'deaf'];

/** Whether the process ends there and then. */
export const isCut = (kind: TroubleKind) => kind === 'cut-before' || kind === 'cut-after';

/** Whether it lasts until somebody mends it. */
export const isLasting = (kind: TroubleKind) => kind === 'gone' || kind === 'hang' || kind === 'deaf';
