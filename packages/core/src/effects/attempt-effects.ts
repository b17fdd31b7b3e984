import { randomBytes } from 'node:crypto';
import { isKarborError, KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { AcquireOptions, EffectDefinition, Effects, HeldEffect, HookName, Json, Resource } from '@karbor/plugin-sdk';
import { asError } from '../executor/as-error.js';
import { toJson } from '../json.js';
import { isOverdue } from './effect-releaser.js';
import type { OperationEffects } from './operation-effects.js';
import { outlast } from './outlast.js';
import type { OutstandingEffect } from './outstanding-effect.js';

export interface AttemptEffectsOptions {
  readonly resource: Resource;
  readonly hook: HookName;
  readonly attempt: number;
  /** The kinds of the resource's plugin, and its configuration. */
  readonly kinds: Readonly<Record<string, EffectDefinition>>;
  readonly config: unknown;
  readonly signal: () => AbortSignal;
  readonly operation: OperationEffects;
  /** Gives the reason why this attempt may do nothing any more, if there is one. */
  readonly refusal: () => Error | undefined;
}

type Untyped = Record<string, { data: Json; result: unknown }>;

/** The `effects` of one attempt of a hook. */
export class AttemptEffects implements Effects<Untyped> {
  readonly #options: AttemptEffectsOptions;

  constructor(options: AttemptEffectsOptions) {
    this.#options = options;
  }

  async acquire<Result>(
    kind: string,
    data: Json,
    make: (tag: string, signal: AbortSignal) => Promise<Result>,
    options: AcquireOptions = {},
  ): Promise<HeldEffect<Json, Result>> {
    this.#mayAct();
    const { ledger } = this.#options.operation;
    const effect = this.#intent(kind, data, options.until);
    await ledger.intend(effect);
    let result: Result;
    try {
      this.#mayAct();
      this.#options.signal().throwIfAborted();
      this.#options.operation.guard();
    } catch (refusal) {
      ledger.voided(effect);
      throw refusal;
    }
    effect.making = true;
    if (effect.definition.urgent === true) effect.since = performance.now();
    this.#options.operation.budget.watch(effect);
    const answerable = outlast(this.#options.signal(), () => this.#longestAnswer());
    try {
      result = await make(effect.tag, answerable.signal);
      ledger.made(effect, result);
    } catch (error) {
      this.#answered(effect);
      await this.#notAcquired(effect, asError(error));
      throw error;
    } finally {
      answerable.end();
    }
    this.#answered(effect);
    await this.#releaseWhenTooLate(effect);
    return { tag: effect.tag, data: effect.data, result };
  }

  held(kind: string): readonly HeldEffect<Json, unknown>[] {
    return this.#ofKind(kind)
      .filter((effect) => effect.state !== 'intended' && effect.releasing === undefined)
      .map(({ tag, data, result }) => ({ tag, data, result }));
  }

  overdue(kind: string): boolean {
    this.#definition(kind);
    return this.#options.operation.ledger.isOverdue(this.#options.resource, kind);
  }

  async release(kind: string, tag?: string): Promise<void> {
    this.#mayAct();
    const { operation, hook, attempt } = this.#options;
    for (const effect of this.#ofKind(kind).toReversed()) {
      if (effect.making) continue;
      if (tag === undefined || effect.tag === tag) await operation.releaser.release(effect, { hook, attempt });
    }
  }

  async keep(kind: string, tag?: string): Promise<void> {
    this.#mayAct();
    const made = this.#ofKind(kind).filter(({ state }) => state === 'made');
    await this.#options.operation.ledger.kept(made.filter((effect) => tag === undefined || effect.tag === tag));
  }

  #answered(effect: OutstandingEffect): void {
    effect.making = false;
    // Whoever went on may have looked for it before it was there, and never takes up what a hook made that had not ended.
    effect.isStray = this.#hasLostLease();
  }

  async #notAcquired(effect: OutstandingEffect, error: Error): Promise<void> {
    const { ledger, releaser } = this.#options.operation;
    if (isKarborError(error, 'KARBOR_NOT_MADE')) {
      ledger.voided(effect);
      return;
    }
    ledger.tellFailure(effect, 'acquire-failed', error);
    // A release that fails is told, and the effect stays outstanding: what the hook hears of is its own failure.
    if (this.#isTooLate(effect)) await releaser.release(effect).catch(() => undefined);
  }

  async #releaseWhenTooLate(effect: OutstandingEffect): Promise<void> {
    if (!this.#isTooLate(effect)) return;
    const { operation, signal } = this.#options;
    if (isOverdue(effect) && effect.isStray !== true) operation.timeIsUp(effect);
    await operation.releaser.release(effect);
    this.#mayAct();
    signal().throwIfAborted();
    operation.guard();
    if (operation.marksOverdue && isOverdue(effect)) return;
    throw new KarborError('KARBOR_CANCELLED', 'The operation has failed or was cancelled meanwhile.');
  }

  /**
   * What comes after the lease was lost or the attempt was closed, or is urgent after the operation has failed or its time
   * is up, goes at once.
   */
  #isTooLate(effect: OutstandingEffect): boolean {
    const { refusal, operation } = this.#options;
    if (effect.isStray === true || refusal() !== undefined || isOverdue(effect)) return true;
    return effect.definition.urgent === true && operation.releaser.urgentIsDue;
  }

  /** In milliseconds: without its lease an owner has only so much left. */
  #longestAnswer(): number {
    return this.#hasLostLease() ? this.#options.operation.validityMs : Infinity;
  }

  #hasLostLease(): boolean {
    try {
      this.#options.operation.guard();
      return false;
    } catch {
      return true;
    }
  }

  #intent(kind: string, data: Json, until: Date | undefined): OutstandingEffect {
    const { resource, hook, attempt, config } = this.#options;
    return {
      ...{ resource, hook, attempt, kind, config },
      tag: `karbor-${randomBytes(10).toString('hex')}`,
      data: toJson(data, `the data of "${kind}"`) ?? null,
      definition: this.#definition(kind),
      state: 'intended',
      result: undefined,
      making: false,
      ...(until && { until }),
    };
  }

  #ofKind(kind: string): readonly OutstandingEffect[] {
    this.#definition(kind);
    return this.#options.operation.ledger.of(this.#options.resource).filter((effect) => effect.kind === kind);
  }

  #definition(kind: string): EffectDefinition {
    const { kinds, resource } = this.#options;
    const definition = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    if (definition) return definition;
    throw new KarborError(
      'KARBOR_EFFECT_UNKNOWN',
      `The plugin of ${resourceKey(resource)} has no effect "${kind}"; it declares ${Object.keys(kinds).join(', ') || 'none'}.`,
      { details: { resource: resourceKey(resource), kind } },
    );
  }

  #mayAct(): void {
    const refusal = this.#options.refusal();
    if (refusal) throw refusal;
  }
}
