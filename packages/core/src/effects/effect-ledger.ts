import { resourceKey } from '@karbor/plugin-sdk';
import type { HookName, ResourceReference } from '@karbor/plugin-sdk';
import type { EventBody } from '../executor/operation-event.js';
import type { JournalEntry } from '../journal/journal-entry.js';
import { toJson } from '../json.js';
import type { OutstandingEffect } from './outstanding-effect.js';

/** Where a ledger records what happens to effects. */
export interface EffectJournal {
  append(entry: JournalEntry): void;
  /** Resolves when everything that was appended is in the bank. */
  durable(): Promise<void>;
}

/** An attempt of a hook. */
export interface ReleasedBy {
  readonly hook: HookName;
  readonly attempt: number;
}

/** All effects of one operation that are outstanding, each step recorded and told. */
export class EffectLedger {
  readonly #byResource = new Map<string, OutstandingEffect[]>();
  readonly #heldMs = new Map<string, number>();
  readonly #overdue = new Set<OutstandingEffect>();
  readonly #journal: EffectJournal;
  readonly #emit: (event: EventBody) => void;

  constructor(journal: EffectJournal, emit: (event: EventBody) => void) {
    this.#journal = journal;
    this.#emit = emit;
  }

  /** The effects of a resource, oldest first. */
  of(resource: ResourceReference): readonly OutstandingEffect[] {
    return this.#byResource.get(resourceKey(resource)) ?? [];
  }

  /** All effects, oldest first within a resource. */
  all(): readonly OutstandingEffect[] {
    return [...this.#byResource.values()].flat();
  }

  /** Takes up an effect that is in the journal already. */
  add(effect: OutstandingEffect): void {
    const key = resourceKey(effect.resource);
    const effects = this.#byResource.get(key);
    if (effects) effects.push(effect);
    else this.#byResource.set(key, [effect]);
  }

  /** Records an intent; when this resolves it is durable. */
  async intend(effect: OutstandingEffect): Promise<void> {
    const { resource, hook, attempt, kind, tag, data, until } = effect;
    this.#journal.append({
      type: 'effect-intent',
      ...{ resource: resourceKey(resource), hook, attempt, kind, tag, data },
      ...(until && { until: until.toISOString() }),
    });
    await this.#journal.durable();
    this.add(effect);
    this.tell(effect, 'acquiring');
  }

  /** What a session kind holds lives in this process only: it is kept, and not recorded. */
  made(effect: OutstandingEffect, made: unknown): void {
    const live = effect.definition.session === true;
    const recorded = live ? undefined : toJson(made, `What "${effect.kind}" made`);
    effect.state = 'made';
    effect.result = live ? made : recorded;
    this.#journal.append({
      ...{ type: 'effect-made', tag: effect.tag },
      ...(recorded !== undefined && { result: recorded }),
      ...(effect.since !== undefined && { since: new Date(performance.timeOrigin + effect.since).toISOString() }),
    });
    this.tell(effect, 'acquired');
  }

  /** When this resolves it is durable, with what was made. */
  async kept(effects: readonly OutstandingEffect[]): Promise<void> {
    if (effects.length === 0) return;
    for (const effect of effects) {
      effect.state = 'kept';
      this.#journal.append({ type: 'effect-kept', tag: effect.tag });
      this.tell(effect, 'kept');
    }
    await this.#journal.durable();
  }

  /** Its time is up before its resource gave it back, and the operation goes on. */
  overdue(effect: OutstandingEffect, error: Error): void {
    this.#overdue.add(effect);
    this.#journal.append({ type: 'effect-overdue', tag: effect.tag });
    this.tellFailure(effect, 'overdue', error);
  }

  /** Nothing was made. */
  voided(effect: OutstandingEffect): void {
    this.#overdue.delete(effect);
    this.#journal.append({ type: 'effect-void', tag: effect.tag });
    this.#remove(effect);
    this.tell(effect, 'void');
  }

  /** Records that these may be gone from now on. When this resolves it is durable. */
  async releasing(effects: readonly OutstandingEffect[]): Promise<void> {
    if (effects.length === 0) return;
    this.#journal.append({ type: 'effect-releasing', tags: effects.map(({ tag }) => tag) });
    await this.#journal.durable();
  }

  /** `by`: the attempt of its resource's hook that gave it back. */
  released(effect: OutstandingEffect, by?: ReleasedBy): void {
    const { since, endedBy = Infinity } = effect;
    const heldMs = since === undefined ? undefined : Math.max(0, Math.round(Math.min(performance.now(), endedBy) - since));
    const entry = { type: 'effect-released', tag: effect.tag, ...(by && { by }) } as const;
    this.#journal.append(heldMs === undefined ? entry : { ...entry, heldMs });
    this.#remove(effect);
    if (heldMs === undefined) {
      this.tell(effect, 'released');
      return;
    }
    const key = resourceKey(effect.resource);
    this.#heldMs.set(key, (this.#heldMs.get(key) ?? 0) + heldMs);
    this.#emit({ ...about(effect), status: 'released', heldMs });
  }

  /** Milliseconds for which urgent effects of a resource were held; `undefined` when it had none. */
  heldMs(resource: ResourceReference): number | undefined {
    return this.#heldMs.get(resourceKey(resource));
  }

  /** Whether one of this kind was not given back in time, in an operation that goes on. */
  isOverdue(resource: ResourceReference, kind: string): boolean {
    const key = resourceKey(resource);
    return [...this.#overdue].some((effect) => effect.kind === kind && resourceKey(effect.resource) === key);
  }

  /** The keys of the resources that did not stand still until all was captured. */
  get notQuiesced(): ReadonlySet<string> {
    return new Set([...this.#overdue].map(({ resource }) => resourceKey(resource)));
  }

  /** What an attempt of a hook left does not count any more. */
  undone(resource: ResourceReference, by: ReleasedBy): void {
    const key = resourceKey(resource);
    for (const effect of this.#overdue) {
      const { hook, attempt } = effect;
      if (resourceKey(effect.resource) === key && hook === by.hook && attempt === by.attempt) this.#overdue.delete(effect);
    }
  }

  tell(
    effect: OutstandingEffect,
    status: 'acquiring' | 'acquired' | 'void' | 'kept' | 'releasing' | 'released',
  ): void {
    this.#emit({ ...about(effect), status });
  }

  tellFailure(
    effect: OutstandingEffect,
    status: 'acquire-failed' | 'release-failed' | 'overdue',
    error: Error,
  ): void {
    this.#emit({ ...about(effect), status, error });
  }

  #remove(effect: OutstandingEffect): void {
    const key = resourceKey(effect.resource);
    const left = this.of(effect.resource).filter((one) => one !== effect);
    if (left.length > 0) this.#byResource.set(key, left);
    else this.#byResource.delete(key);
  }
}

function about({ resource, kind, tag, definition, until }: OutstandingEffect) {
  return {
    ...({ type: 'effect', resource, kind, tag } as const),
    ...(definition.urgent === true && { urgent: true as const }),
    ...(until && { until: until.getTime() }),
  };
}
