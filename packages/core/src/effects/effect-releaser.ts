import { KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { Context, Logger } from '@karbor/plugin-sdk';
import { mapWithLimit } from '../concurrency.js';
import { asError } from '../executor/as-error.js';
import type { ResourceGraph } from '../graph/resource-graph.js';
import { resourceLevels } from '../graph/resource-levels.js';
import type { EffectLedger, ReleasedBy } from './effect-ledger.js';
import type { OutstandingEffect } from './outstanding-effect.js';
import { withinTime } from './within-time.js';

export interface EffectReleaserOptions {
  readonly ledger: EffectLedger;
  readonly graph: ResourceGraph;
  readonly context: Context;
  readonly log: Logger;
  /** Throws when nothing may be done outside any more. */
  readonly guard: () => void;
  /** Milliseconds that one release may take. */
  readonly releaseTimeoutMs: number;
  /** Milliseconds that releases wait for the bank to know of them. Default 30,000. */
  readonly recordTimeoutMs?: number;
}

/** An hour, in milliseconds: longer than what releases wait for by themselves. */
export const defaultReleaseTimeoutMs = 3_600_000;

/** How many resources are released at once. */
const resourcesAtOnce = 16;

/** Undoes effects, one by one or in the order in which a failed operation is taken back. */
export class EffectReleaser {
  readonly #options: EffectReleaserOptions;
  #urgentIsDue = false;

  constructor(options: EffectReleaserOptions) {
    this.#options = options;
  }

  /** Whether urgent effects that arrive from now on must go at once. */
  get urgentIsDue(): boolean {
    return this.#urgentIsDue;
  }

  /**
   * Undoes one effect and records it; `by`: for a hook of its resource. @throws what its release threw; it is then still
   * outstanding
   */
  release(effect: OutstandingEffect, by?: ReleasedBy): Promise<void> {
    effect.releasing ??= this.#releaseOnce(effect, by).finally(() => {
      effect.releasing = undefined;
    });
    return effect.releasing;
  }

  /** Undoes effects of one resource, newest first. Gives the errors of those that stay outstanding. */
  async releaseNewestFirst(effects: readonly OutstandingEffect[]): Promise<readonly Error[]> {
    const errors: Error[] = [];
    for (const effect of effects.toReversed()) {
      if (effect.making) continue;
      await this.release(effect).catch((error: unknown) => errors.push(asError(error)));
    }
    return errors;
  }

  /** Undoes all urgent effects at once. */
  async releaseUrgent(): Promise<readonly Error[]> {
    this.#urgentIsDue = true;
    return this.releaseUrgentOf(() => true);
  }

  /** Undoes some of the urgent effects at once. */
  async releaseUrgentOf(select: (effect: OutstandingEffect) => boolean): Promise<readonly Error[]> {
    const all = this.#options.ledger.all();
    const urgent = all.filter((effect) => effect.definition.urgent === true && !effect.making && select(effect));
    const ends = await Promise.allSettled(urgent.map((effect) => this.release(effect)));
    return ends.flatMap((end) => (end.status === 'rejected' ? [asError(end.reason)] : []));
  }

  /** Undoes everything: a resource after those that waited for it, newest first within a resource. */
  async releaseAll(select: (effect: OutstandingEffect) => boolean = () => true): Promise<readonly Error[]> {
    const { ledger, graph } = this.#options;
    const selected = ledger.all().filter(select);
    const concerned = new Map(selected.map(({ resource }) => [resourceKey(resource), resource]));
    const errors: Error[] = [];
    // A bank that cannot be written now must not keep anything outside: who goes on later finds what is missing.
    await this.#recordReleasing(selected).catch(() => undefined);
    // A parent waits for its dependents (rules 3 and 6), so parents go first: a server before the volumes it holds.
    for (const level of resourceLevels(graph, [...concerned.values()])) {
      const failures = await mapWithLimit(level, resourcesAtOnce, (resource) =>
        this.releaseNewestFirst(ledger.of(resource).filter(select)),
      );
      errors.push(...failures.flat());
    }
    return errors;
  }

  async #releaseOnce(effect: OutstandingEffect, by: ReleasedBy | undefined): Promise<void> {
    const { ledger, guard } = this.#options;
    // Whoever waits for an urgent one does not wait for the bank.
    if (by && effect.definition.urgent !== true) await this.#recordReleasing([effect]);
    ledger.tell(effect, 'releasing');
    try {
      if (!isOverdue(effect) && effect.isStray !== true) guard();
      await this.#call(effect);
    } catch (cause) {
      const error = new KarborError(
        'KARBOR_RELEASE_FAILED',
        `The ${effect.kind} "${effect.tag}" of ${resourceKey(effect.resource)} could not be released and is left behind: ${asError(cause).message}`,
        { cause, details: { resource: resourceKey(effect.resource), kind: effect.kind, tag: effect.tag } },
      );
      ledger.tellFailure(effect, 'release-failed', error);
      throw error;
    }
    ledger.released(effect, by);
  }

  /** A bank may never answer. */
  #recordReleasing(effects: readonly OutstandingEffect[]): Promise<void> {
    const { ledger, recordTimeoutMs = 30_000 } = this.#options;
    const late = new KarborError('KARBOR_BANK_UNAVAILABLE', `The bank did not answer within ${recordTimeoutMs} ms.`);
    return withinTime(recordTimeoutMs, late, () => ledger.releasing(effects));
  }

  /** Not under the operation's signal: what was made must be undone also when the operation is cancelled. */
  async #call(effect: OutstandingEffect): Promise<void> {
    const { context, log, releaseTimeoutMs } = this.#options;
    const { data, result, tag, resource, config } = effect;
    const late = new KarborError('KARBOR_RELEASE_TIMEOUT', `The release did not end within ${releaseTimeoutMs} ms.`);
    await withinTime(releaseTimeoutMs, late, async (signal) =>
      effect.definition.release({ data, result, tag, resource, config, context, signal, log }),
    );
  }
}

/** Whether any process may release it, lease or not. */
export function isOverdue({ until }: OutstandingEffect): boolean {
  return until !== undefined && until.getTime() <= Date.now();
}
