import type { EffectDefinition } from '../../effects.js';
import type { HookName, OperationName } from '../../hook.js';

/** Something outside that an operation has made, or may have made, and that nobody has undone. */
export interface OutstandingEffect {
  readonly operation: OperationName;
  readonly hook: HookName;
  readonly kind: string;
  readonly tag: string;
  readonly data: unknown;
  /** What `make` gave; `undefined` when that is not known. */
  readonly result: unknown;
  /** `intended` when it is not known what became of `make`. `kept` counts from the end of the operation on. */
  readonly state: 'intended' | 'made' | 'kept';
}

export type RecordedEffect = { -readonly [Name in keyof OutstandingEffect]: OutstandingEffect[Name] } & {
  readonly definition: EffectDefinition;
};
