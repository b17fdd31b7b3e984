import { randomUUID } from 'node:crypto';
import type { EffectDefinition, Effects, HeldEffect } from '../../effects.js';
import { isKarborError, KarborError } from '../../errors.js';
import type { HookName, OperationName } from '../../hook.js';
import type { Inferred } from '../../inferred.js';
import type { FaultInjector } from './fault-injector.js';
import type { EffectStep } from './operation-report.js';
import type { RecordedEffect } from './outstanding-effect.js';
import { throughJson } from './plain-json.js';

export interface EffectRecorderOptions {
  readonly operation: OperationName;
  readonly kinds: Readonly<Record<string, EffectDefinition>>;
  /** All that is outstanding, oldest first; the recorder adds and removes its own. */
  readonly outstanding: RecordedEffect[];
  readonly signal: AbortSignal;
  readonly faults: FaultInjector;
  readonly tell: (step: EffectStep) => void;
  /** Calls the kind's `release`. */
  readonly undo: (effect: RecordedEffect) => Promise<void>;
  /** Calls the kind's `exists`; `undefined` when it has none. */
  readonly exists: (effect: RecordedEffect) => Promise<boolean | undefined>;
}

/** The effects of one operation, recorded as the contract says. */
export class EffectRecorder {
  readonly #options: EffectRecorderOptions;
  readonly #own: RecordedEffect[] = [];
  readonly #overdue = new Set<string>();
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(options: EffectRecorderOptions) {
    this.#options = options;
  }

  /** What one hook is given. */
  forHook(hook: HookName, mayAct: () => void): Effects<Record<string, Inferred>> {
    return {
      acquire: (kind, data, make) => {
        mayAct();
        const acquiring = this.#acquire(hook, kind, data, make);
        const waiting = acquiring.catch(() => undefined).finally(() => this.#underWay.delete(waiting));
        this.#underWay.add(waiting);
        return acquiring;
      },
      held: (kind) => this.#ofKind(kind).filter(({ state }) => state !== 'intended').map(shown),
      overdue: (kind) => this.#overdue.has(kind),
      release: async (kind, tag) => {
        mayAct();
        for (const effect of this.#ofKind(kind, tag).reverse()) await this.#release(effect);
      },
      keep: (kind, tag) => {
        mayAct();
        for (const effect of this.#ofKind(kind, tag).filter(({ state }) => state === 'made')) this.#step(effect, 'kept');
        return Promise.resolve();
      },
    };
  }

  /** The time of what is urgent is up: releases it. */
  async timeIsUp(): Promise<void> {
    for (const effect of this.#own.filter(({ definition }) => definition.urgent === true)) {
      this.#overdue.add(effect.kind);
      await this.#release(effect);
    }
  }

  /** Waits for effects that are being made: a hook may have ended without doing so. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  /** What follows may be done by another process. @throws KarborError `KARBOR_EFFECT_MISSING` when a plugin denies what it holds */
  async takeUp(): Promise<void> {
    for (const effect of this.#own) {
      if ((await this.#exists(effect)) !== false) continue;
      throw new KarborError('KARBOR_EFFECT_MISSING', `The ${effect.kind} "${effect.tag}" is held, and its "exists" says that it is not there.`);
    }
  }

  /** Core asks of what was made only, and of nothing that it begins anew in any case. */
  async #exists(effect: RecordedEffect): Promise<boolean | undefined> {
    const { state, definition } = effect;
    if (state === 'intended' || definition.urgent === true || definition.session === true) return undefined;
    return await this.#options.exists(effect);
  }

  /** @throws KarborError `KARBOR_RELEASE_FAILED`; the effect is then still outstanding */
  async #release(effect: RecordedEffect): Promise<void> {
    try {
      await this.#options.undo(effect);
      if ((await this.#exists(effect)) === true) throw new Error('its "exists" says that it is still there');
    } catch (cause) {
      this.#tell(effect, 'release-failed');
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new KarborError('KARBOR_RELEASE_FAILED', `The ${effect.kind} "${effect.tag}" could not be released: ${reason}`, { cause });
    }
    this.#forget(effect);
    this.#tell(effect, 'released');
  }

  /** Releases what an operation that went well has left: all but what it keeps. Gives what failed. */
  releaseRest(): Promise<readonly unknown[]> {
    return this.#releaseNewestFirst(this.#own.filter(({ state }) => state !== 'kept'));
  }

  /** Releases all that a failed operation has made, urgent ones first and at once. Gives what failed. */
  async releaseAll(): Promise<readonly unknown[]> {
    const urgent = this.#own.filter(({ definition }) => definition.urgent === true);
    const ends = await Promise.allSettled(urgent.map((effect) => this.#release(effect)));
    const others = this.#own.filter((effect) => !urgent.includes(effect));
    const failed = ends.flatMap((end): unknown[] => (end.status === 'rejected' ? [end.reason] : []));
    return [...failed, ...(await this.#releaseNewestFirst(others))];
  }

  /** The operation has ended well: what is kept is the user's. */
  handOver(): void {
    for (const effect of this.#own.filter(({ state }) => state === 'kept')) this.#forget(effect);
  }

  async #acquire(
    hook: HookName,
    kind: string,
    given: unknown,
    make: (tag: string, signal: AbortSignal) => Promise<Inferred>,
  ): Promise<HeldEffect<Inferred, Inferred>> {
    const { operation, outstanding, faults, signal } = this.#options;
    const definition = this.#definition(kind);
    const data = throughJson(given, `The data of "${kind}"`);
    const tag = `karbor-test-${randomUUID()}`;
    const effect: RecordedEffect = { operation, hook, kind, tag, data, definition, result: undefined, state: 'intended' };
    this.#own.push(effect);
    outstanding.push(effect);
    this.#step(effect, 'intended');
    const fault = faults.nextEffect();
    fault.at('intended');
    if (signal.aborted) this.#void(effect);
    signal.throwIfAborted();
    let result: unknown;
    try {
      result = await make(tag, signal);
    } catch (error) {
      if (isKarborError(error, 'KARBOR_NOT_MADE')) this.#void(effect);
      throw error;
    }
    fault.at('made');
    effect.result = definition.session === true ? result : throughJson(result, `What "${kind}" made`);
    this.#step(effect, 'made');
    fault.at('recorded');
    return shown(effect);
  }

  async #releaseNewestFirst(effects: readonly RecordedEffect[]): Promise<readonly unknown[]> {
    const errors: unknown[] = [];
    for (const effect of effects.toReversed()) await this.#release(effect).catch((error: unknown) => errors.push(error));
    return errors;
  }

  /** It is certain that nothing was made. */
  #void(effect: RecordedEffect): void {
    this.#forget(effect);
    this.#tell(effect, 'voided');
  }

  #step(effect: RecordedEffect, state: RecordedEffect['state']): void {
    effect.state = state;
    this.#tell(effect, state);
  }

  #tell({ kind, tag }: RecordedEffect, step: EffectStep['step']): void {
    this.#options.tell({ step, kind, tag });
  }

  #forget(effect: RecordedEffect): void {
    for (const list of [this.#own, this.#options.outstanding]) {
      // Two releases of one effect may have been under way.
      if (list.includes(effect)) list.splice(list.indexOf(effect), 1);
    }
  }

  #ofKind(kind: string, tag?: string): RecordedEffect[] {
    this.#definition(kind);
    return this.#own.filter((effect) => effect.kind === kind && (tag === undefined || effect.tag === tag));
  }

  #definition(kind: string) {
    const { kinds } = this.#options;
    const definition = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    if (definition) return definition;
    const known = Object.keys(kinds).join(', ') || 'none';
    throw new KarborError('KARBOR_EFFECT_UNKNOWN', `The plugin has no effect "${kind}"; it declares ${known}.`);
  }
}

function shown({ tag, data, result }: RecordedEffect): HeldEffect<Inferred, Inferred> {
  return { tag, data, result };
}
