import { isKarborError, KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { Context, HookResult, Logger, Resource } from '@karbor/plugin-sdk';
import type { ResourceObjects } from '../bank/section/resource-objects.js';
import { mapWithLimit } from '../concurrency.js';
import { EffectLedger } from '../effects/effect-ledger.js';
import type { EffectJournal } from '../effects/effect-ledger.js';
import { EffectReleaser } from '../effects/effect-releaser.js';
import { asError } from '../executor/as-error.js';
import type { HookAttempt, HookTask, OperationOutcome, RunningOperation } from '../executor/hook-runner.js';
import type { EventBody } from '../executor/operation-event.js';
import type { ResourceGraph } from '../graph/resource-graph.js';
import type { JournalWriter } from '../journal/journal-writer.js';
import { callHook } from './hook-call.js';
import { MemberAttempt } from './member-attempt.js';
import type { AttemptSurroundings } from './member-attempt.js';
import type { OperationRecords } from './operation-records.js';
import type { ResourcePlan } from './resource-plan.js';
import type { ResourceRecord } from './resource-record.js';
import { throwAll } from './throw-all.js';
import { withRetries } from './with-retries.js';

export interface HookOperationOptions {
  readonly checkpointId: string;
  readonly graph: ResourceGraph;
  readonly plans: readonly ResourcePlan[];
  readonly records: OperationRecords;
  readonly context: Context;
  readonly log: Logger;
}

/** What is there while the operation is open. */
interface Open {
  readonly emit: (event: EventBody) => void;
  readonly journal: JournalWriter;
  readonly ledger: EffectLedger;
  readonly releaser: EffectReleaser;
  readonly around: AttemptSurroundings;
}

/** An operation whose hooks run in this process: their arguments, what they leave, their effects. */
export class HookOperation implements RunningOperation {
  readonly #options: HookOperationOptions;
  readonly #plans: ReadonlyMap<string, ResourcePlan>;
  readonly #records = new Map<ResourcePlan, ResourceRecord>();
  readonly #objects = new Map<ResourcePlan, ResourceObjects>();
  readonly #attempts = new Map<number, readonly MemberAttempt[]>();
  readonly #replacing: MemberAttempt[] = [];
  #open: Open | undefined;
  /** Set when it is not known whether a good end was recorded. */
  #endIsUnknown = false;

  constructor(options: HookOperationOptions) {
    this.#options = options;
    this.#plans = new Map(options.plans.map((plan) => [resourceKey(plan.resource), plan]));
  }

  async begin(emit: (event: EventBody) => void): Promise<void> {
    const { records, graph, context, log, checkpointId } = this.#options;
    const journal = await records.open();
    const ledger = new EffectLedger(untilClosed(journal), emit);
    const releaser = new EffectReleaser({ ledger, graph, context, log });
    const mapped = (type: string, id: string) => this.#recordOf({ type, id })?.mapping;
    const around = { checkpoint: { id: checkpointId, graph }, context, log, ledger, releaser, mapped };
    this.#open = { emit, journal, ledger, releaser, around };
    await records.takeOver?.(ledger, releaser);
  }

  run(task: HookTask, attempt: HookAttempt): HookResult {
    const members = task.resources.map((resource) => this.#member(task, attempt, this.#planOf(resource)));
    this.#attempts.set(task.index, members);
    const [first] = task.resources;
    return first && callHook(task, this.#planOf(first), members);
  }

  async ended(task: HookTask, attempt: HookAttempt): Promise<void> {
    const { journal } = this.#opened();
    const members = this.#attempts.get(task.index) ?? [];
    const plans = task.resources.map((resource) => this.#planOf(resource));
    for (const plan of plans) await this.#options.records.afterHook?.(plan, task.hook, attempt.signal);
    const results = members.map((member) => member.commit());
    this.#attempts.delete(task.index);
    const entries = results.map(({ objects, ...record }, index) => {
      const plan = plans[index];
      const member = members[index];
      if (plan) this.#records.set(plan, record);
      if (member && objects.put.length + objects.removed.length > 0) this.#replacing.push(member);
      return { resource: resourceKey(task.resources[index] ?? { type: '', id: '' }), ...record, objects };
    });
    journal.append({ type: 'hook-ended', hook: task.hook, attempt: attempt.number, members: entries });
  }

  async undo(task: HookTask, attempt: HookAttempt): Promise<void> {
    const { journal, ledger, releaser } = this.#opened();
    const members = this.#attempts.get(task.index) ?? [];
    this.#attempts.delete(task.index);
    for (const member of members) member.revoke(closed('The hook has failed'));
    const errors: Error[] = [];
    for (const resource of task.resources) {
      const own = ledger.of(resource).filter((one) => one.hook === task.hook && one.attempt === attempt.number);
      errors.push(...(await releaser.releaseNewestFirst(own)));
    }
    await Promise.all(members.map((member) => member.drop()));
    journal.append({
      ...{ type: 'hook-undone', hook: task.hook, attempt: attempt.number },
      resources: task.resources.map(resourceKey),
    });
    throwAll(errors);
  }

  abandon(task: HookTask): void {
    const { hook } = task;
    for (const member of this.#attempts.get(task.index) ?? []) {
      member.revoke(new KarborError('KARBOR_HOOK_ABANDONED', `${hook} did not end in time: nothing may be done in its name any more.`));
    }
  }

  /** What fails is tried again with the others, and told if it fails again. */
  async releaseUrgent(): Promise<readonly Error[]> {
    await this.#open?.releaser.releaseUrgent();
    return [];
  }

  async releaseOutstanding(): Promise<readonly Error[]> {
    if (!this.#open) return [];
    const { releaser } = this.#open;
    // What a hook that has ended still makes must find it closed, or it would be held by nobody.
    for (const member of [...this.#attempts.values()].flat()) member.revoke(closed('The operation has ended'));
    if (!this.#endIsUnknown) return releaser.releaseAll();
    return releaser.releaseAll((effect) => effect.state !== 'kept');
  }

  async end(outcome: OperationOutcome): Promise<void> {
    if (outcome.status === 'done') await this.#succeed();
    else await this.#fail(outcome.errors);
  }

  async #succeed(): Promise<void> {
    const { journal, releaser } = this.#opened();
    const { records } = this.#options;
    throwAll(await releaser.releaseAll((effect) => effect.state !== 'kept'));
    await journal.close();
    await mapWithLimit(this.#replacing, 8, (member) => member.discardReplaced());
    await records.complete({
      record: (plan) => this.#records.get(plan),
      objects: (plan) => this.#objectsOf(plan),
    });
    // An end whose answer was lost may have been recorded: what was kept must not be released then.
    this.#endIsUnknown = true;
    await withRetries(() => records.succeed());
    this.#endIsUnknown = false;
  }

  async #fail(errors: readonly Error[]): Promise<void> {
    const unclosed = await this.#open?.journal.close().then(() => undefined, asError);
    const left = (this.#open?.ledger.all().length ?? 0) > 0;
    await withRetries(() => this.#options.records.fail(unclosed ? [...errors, unclosed] : errors, left));
  }

  #member(task: HookTask, attempt: HookAttempt, plan: ResourcePlan): MemberAttempt {
    const { around, emit } = this.#opened();
    const { hook } = task;
    const section = this.#options.records.section({
      ...{ plan, hook, attempt: attempt.number, signal: attempt.signal, objects: this.#objectsOf(plan) },
      onProgress: (done, total, name) => {
        const progress = { type: 'progress', hook, resources: [plan.resource], attempt: attempt.number } as const;
        emit({ ...progress, done, ...(total !== undefined && { total }), message: name });
      },
    });
    const record = this.#records.get(plan) ?? { state: {} };
    return new MemberAttempt(plan, hook, attempt, record, section, around);
  }

  #objectsOf(plan: ResourcePlan): ResourceObjects {
    let objects = this.#objects.get(plan);
    if (!objects) this.#objects.set(plan, (objects = this.#options.records.storedObjects(plan)));
    return objects;
  }

  #recordOf(reference: { type: string; id: string }): ResourceRecord | undefined {
    const plan = this.#plans.get(resourceKey(reference));
    return plan && this.#records.get(plan);
  }

  #planOf(resource: Resource): ResourcePlan {
    const plan = this.#plans.get(resourceKey(resource));
    if (plan) return plan;
    throw new KarborError('KARBOR_RESOURCE_NOT_FOUND', `${resourceKey(resource)} is not part of this operation.`);
  }

  #opened(): Open {
    if (this.#open) return this.#open;
    throw new KarborError('KARBOR_OPERATION_NOT_OPEN', 'The operation has not begun.');
  }
}

function closed(why: string): KarborError {
  return new KarborError('KARBOR_HOOK_ENDED', `${why}: nothing may be done in its name any more.`);
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
