import { isKarborError, KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { Context, Logger } from '@karbor/plugin-sdk';
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
  readonly journal: JournalWriter;
  readonly emit: (event: EventBody) => void;
  readonly graph: ResourceGraph;
  readonly context: Context;
  readonly log: Logger;
  readonly control: OperationControl;
  /** Throws when nothing may be done outside any more. */
  readonly guard: () => void;
  /** Milliseconds that one release may take. */
  readonly releaseTimeoutMs: number;
}

/** The effects of one operation: what is outstanding, how it is undone, and how long it may be held. */
export class OperationEffects {
  readonly ledger: EffectLedger;
  readonly releaser: EffectReleaser;
  readonly budget: FreezeBudget;
  readonly guard: () => void;

  constructor({ journal, emit, graph, context, log, control, guard, releaseTimeoutMs }: OperationEffectsOptions) {
    this.guard = guard;
    this.ledger = new EffectLedger(untilClosed(journal), emit);
    this.releaser = new EffectReleaser({ ledger: this.ledger, graph, context, log, guard, releaseTimeoutMs });
    this.budget = new FreezeBudget((effect) => this.#thaw(effect, control));
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

  /** The time of something urgent is up: somebody waits for it, whatever else goes on. */
  #thaw(effect: OutstandingEffect, control: OperationControl): void {
    if (!this.ledger.of(effect.resource).includes(effect) || effect.releasing) return;
    control.failResource(effect.resource, freezeExceeded(effect));
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
