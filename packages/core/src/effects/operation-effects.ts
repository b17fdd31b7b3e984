import { isKarborError, KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { Context, HookName, Logger, OperationName, Resource } from '@karbor/plugin-sdk';
import type { OperationControl } from '../executor/hook-runner.js';
import type { EventBody } from '../executor/operation-event.js';
import type { ResourceGraph } from '../graph/resource-graph.js';
import type { JournalWriter } from '../journal/journal-writer.js';
import { EffectLedger } from './effect-ledger.js';
import type { EffectJournal } from './effect-ledger.js';
import { EffectReleaser } from './effect-releaser.js';
import { FreezeBudget } from './freeze-budget.js';
import type { OutstandingEffect } from './outstanding-effect.js';

export interface OperationEffectsOptions {
  readonly operation: OperationName;
  readonly journal: JournalWriter;
  readonly emit: (event: EventBody) => void;
  readonly graph: ResourceGraph;
  readonly context: Context;
  readonly log: Logger;
  readonly control: OperationControl;
  /** Throws when nothing may be done outside any more. */
  readonly guard: () => void;
  /** See `LeaseWindows`. */
  readonly validityMs: number;
  /** Milliseconds that one release may take. */
  readonly releaseTimeoutMs: number;
}

/** The effects of one operation: what is outstanding, how it is undone, and how long it may be held. */
export class OperationEffects {
  readonly ledger: EffectLedger;
  readonly releaser: EffectReleaser;
  readonly budget: FreezeBudget;
  readonly guard: () => void;
  readonly validityMs: number;
  /** A resource whose time is up is marked and goes on; else it has failed. */
  readonly marksOverdue: boolean;
  readonly #control: OperationControl;
  /** Those of which it was said that their time is up. */
  readonly #told = new WeakSet<OutstandingEffect>();

  constructor(options: OperationEffectsOptions) {
    const { operation, journal, emit, graph, context, log, control, guard, validityMs, releaseTimeoutMs } = options;
    this.guard = guard;
    this.validityMs = validityMs;
    this.marksOverdue = operation === 'protect' && control.goesOn;
    this.#control = control;
    this.ledger = new EffectLedger(untilClosed(journal), emit);
    this.releaser = new EffectReleaser({ ledger: this.ledger, graph, context, log, guard, releaseTimeoutMs });
    this.budget = new FreezeBudget((effect) => this.#thaw(effect));
  }

  /** Releases effects that were acquired elsewhere. Gives the errors of those that stay outstanding. */
  async releaseForeign(effects: readonly OutstandingEffect[]): Promise<readonly Error[]> {
    const known = new Set(this.ledger.all().map(({ tag }) => tag));
    const foreign = new Set(effects.filter(({ tag }) => !known.has(tag)));
    for (const effect of foreign) this.ledger.add(effect);
    // What lived in another process ended with it.
    for (const effect of foreign) if (effect.definition.session === true) this.ledger.released(effect);
    return this.releaser.releaseAll((effect) => foreign.has(effect));
  }

  /** Releases what an attempt of a hook acquired: it does not count any more. Gives the errors of those that stay outstanding. */
  async undo(resources: readonly Resource[], hook: HookName, attempt: number): Promise<readonly Error[]> {
    const errors: Error[] = [];
    for (const resource of resources) {
      const own = this.ledger.of(resource).filter((one) => one.hook === hook && one.attempt === attempt);
      this.ledger.undone(resource, { hook, attempt });
      errors.push(...(await this.releaser.releaseNewestFirst(own)));
    }
    return errors;
  }

  /** The time of something urgent is up before its resource gave it back: says so. To be released it has besides. */
  timeIsUp(effect: OutstandingEffect): void {
    if (this.#told.has(effect)) return;
    this.#told.add(effect);
    const error = freezeExceeded(effect);
    if (this.marksOverdue) this.ledger.overdue(effect, error);
    else this.#control.failResource(effect.resource, error);
  }

  /** Somebody waits for it, whatever else goes on. */
  #thaw(effect: OutstandingEffect): void {
    if (!this.ledger.of(effect.resource).includes(effect) || effect.releasing) return;
    this.timeIsUp(effect);
    // While it is being made it cannot be undone: it is as soon as it arrives.
    if (!effect.making) this.releaser.release(effect).catch(() => undefined);
  }
}

/** What an abandoned hook brings after the end is released, and there is no record left to write it to. */
function untilClosed(journal: JournalWriter): EffectJournal {
  return {
    durable: () => journal.durable(),
    append: (entry) => {
      try {
        journal.append(entry);
      } catch (error) {
        if (!isKarborError(error, 'KARBOR_JOURNAL_CLOSED')) throw error;
      }
    },
  };
}

function freezeExceeded({ resource, kind, until }: OutstandingEffect): KarborError {
  return new KarborError(
    'KARBOR_FREEZE_EXCEEDED',
    `${resourceKey(resource)} (${resource.name}) was to stand still until ${until?.toISOString() ?? ''} at the latest and goes on now: what was taken of it is not of one instant. Give it more time, or less to do while it stands still.`,
    { details: { resource: resourceKey(resource), kind } },
  );
}
