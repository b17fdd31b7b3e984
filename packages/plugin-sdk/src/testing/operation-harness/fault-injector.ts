import { KarborError } from '../../errors.js';
import type { HookName } from '../../hook.js';
import type { HarnessFailure } from './harness-options.js';

type EffectMoment = Extract<HarnessFailure, { effect: number }>['when'];

/** Makes an operation fail where a test wants it to. */
export class FaultInjector {
  readonly #failure: HarnessFailure | undefined;
  #effects = 0;

  constructor(failure: HarnessFailure | undefined) {
    this.#failure = failure;
  }

  before(hook: HookName): void {
    if (this.#failure && 'before' in this.#failure && this.#failure.before === hook) throw injected(`before ${hook}`);
  }

  after(hook: HookName): void {
    if (this.#failure && 'after' in this.#failure && this.#failure.after === hook) throw injected(`after ${hook}`);
  }

  /** To be asked when an effect is acquired; `at` throws at the moment that the failure is for. */
  nextEffect(): { at(moment: EffectMoment): void } {
    const number = (this.#effects += 1);
    return {
      at: (moment) => {
        const failure = this.#failure;
        if (failure && 'effect' in failure && failure.effect === number && failure.when === moment) {
          throw injected(`when effect ${number} was ${moment}`);
        }
      },
    };
  }
}

function injected(where: string): KarborError {
  return new KarborError('KARBOR_FAULT_INJECTED', `The test made the operation fail ${where}.`);
}
