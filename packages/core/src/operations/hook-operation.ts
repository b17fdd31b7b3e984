import { KarborError, resourceKey } from '@karbor/plugin-sdk';
import type { HookResult, Resource } from '@karbor/plugin-sdk';
import type { ResourceObjects } from '../bank/section/resource-objects.js';
import { isOvertaken } from '../checkpoint/epoch.js';
import { mapWithLimit } from '../concurrency.js';
import { isOverdue } from '../effects/effect-releaser.js';
import type { OutstandingEffect } from '../effects/outstanding-effect.js';
import { asError } from '../executor/as-error.js';
import type {
  HookAttempt,
  HookTask,
  OperationControl,
  OperationOutcome,
  ResourceFailure,
  RunningOperation,
} from '../executor/hook-runner.js';
import type { EventBody } from '../executor/operation-event.js';
import { errorRecord } from './error-record.js';
import { callHook } from './hook-call.js';
import { hookEnded, MemberAttempt } from './member-attempt.js';
import { openOperation, takeOver } from './open-operation.js';
import type { OpenOperation, OperationParts } from './open-operation.js';
import type { FailedResource } from './operation-records.js';
import { releaseStrays } from './release-strays.js';
import type { ResourcePlan } from './resource-plan.js';
import type { ResourceRecord } from './resource-record.js';
import { Standstills } from './standstills.js';
import { storageReports } from './storage-reports.js';
import { tellResults } from './tell-results.js';
import { throwAll } from './throw-all.js';
import { undoAttempts } from './undo-attempts.js';
import { withRetries } from './with-retries.js';

/** An operation whose hooks run in this process: their arguments, what they leave, their effects. */
export class HookOperation implements RunningOperation {
  readonly #options: OperationParts;
  readonly #plans: ReadonlyMap<string, ResourcePlan>;
  readonly #records = new Map<ResourcePlan, ResourceRecord>();
  readonly #objects = new Map<ResourcePlan, ResourceObjects>();
  readonly #attempts = new Map<number, readonly MemberAttempt[]>();
  readonly #replacing: MemberAttempt[] = [];
  #open: OpenOperation | undefined;
  /** Set when nothing of what it goes on with is another's to look after any more. */
  #hasTakenOver = false;
  /** Set when it is not known whether a good end was recorded. */
  #endIsUnknown = false;

  constructor(options: OperationParts) {
    this.#options = options;
    this.#plans = new Map(options.plans.map((plan) => [resourceKey(plan.resource), plan]));
  }

  async begin(emit: (event: EventBody) => void, signal: AbortSignal, control: OperationControl): Promise<void> {
    const mapped = (type: string, id: string) => this.#recordOf({ type, id })?.mapping;
    this.#open = await openOperation(this.#options, { emit, signal, control, mapped });
    const { predecessor } = this.#options;
    if (predecessor) {
      for (const plan of this.#plans.values()) {
        const record = predecessor.continuation.record(resourceKey(plan.resource));
        if (record) this.#records.set(plan, record);
      }
      await takeOver(predecessor, this.#open, this.#options, signal);
    }
    this.#hasTakenOver = true;
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
    const { journal, effects } = this.#opened();
    const members = this.#attempts.get(task.index) ?? [];
    this.#attempts.delete(task.index);
    for (const member of members) member.revoke(hookEnded('The hook has failed'));
    const errors = await effects.undo(task.resources, task.hook, attempt.number);
    await undoAttempts(journal, [members]);
    throwAll(errors);
  }

  abandon(task: HookTask): void {
    const { hook } = task;
    for (const member of this.#attempts.get(task.index) ?? []) {
      member.revoke(new KarborError('KARBOR_HOOK_ABANDONED', `${hook} did not end in time: nothing may be done in its name any more.`));
    }
  }

  async failed(failures: readonly ResourceFailure[]): Promise<readonly Error[]> {
    const { journal, effects } = this.#opened();
    const { releaser } = effects;
    const keys = new Set(failures.map(({ resource }) => resourceKey(resource)));
    const attempts: (readonly MemberAttempt[])[] = [];
    for (const [index, members] of this.#attempts) {
      if (!members.some(({ key }) => keys.has(key))) continue;
      attempts.push(members);
      this.#attempts.delete(index);
    }
    for (const member of attempts.flat()) member.revoke(hookEnded('Its resource has failed'));
    // What it has become is taken back: nobody may build on it.
    for (const { resource } of failures) this.#records.delete(this.#planOf(resource));
    if (this.#options.tenure.lost) return [];
    const concerns = (effect: OutstandingEffect) => keys.has(resourceKey(effect.resource));
    // Those that fail are among the others, and tried once more.
    await releaser.releaseUrgentOf(concerns);
    const errors = await releaser.releaseAll(concerns);
    await undoAttempts(journal, attempts);
    return errors;
  }

  /** What fails is tried again with the others, and told if it fails again. */
  async releaseUrgent(resources?: readonly Resource[]): Promise<readonly Error[]> {
    if (!this.#open) return [];
    const { releaser } = this.#open.effects;
    const keys = resources && new Set(resources.map(resourceKey));
    // An owner without its lease does only what anybody may.
    if (this.#options.tenure.lost) await releaser.releaseUrgentOf(isOverdue);
    else if (keys) await releaser.releaseUrgentOf((effect) => keys.has(resourceKey(effect.resource)));
    else await releaser.releaseUrgent();
    return [];
  }

  async releaseOutstanding(): Promise<readonly Error[]> {
    if (!this.#open) return [];
    const { releaser } = this.#open.effects;
    // What a hook that has ended still makes must find it closed, or it would be held by nobody.
    for (const member of [...this.#attempts.values()].flat()) member.revoke(hookEnded('The operation has ended'));
    if (this.#options.tenure.lost) return [];
    if (!this.#endIsUnknown) return releaser.releaseAll();
    return releaser.releaseAll((effect) => effect.state !== 'kept');
  }

  async end(outcome: OperationOutcome): Promise<void> {
    this.#open?.watch.end();
    const { tenure } = this.#options;
    // Nobody may have taken over what must not be held for longer: without its lease, too, it goes in time.
    if (!tenure.lost) this.#open?.effects.budget.end();
    if (tenure.lost) await tenure.end(true);
    else if (outcome.status === 'done') await this.#succeed([]);
    else if (outcome.status === 'partial') await this.#succeed(outcome.failures);
    else await this.#fail(outcome.errors);
  }

  async #succeed(failures: readonly FailedResource[]): Promise<void> {
    const { journal, effects, emit } = this.#opened();
    const { ledger, releaser } = effects;
    const { records, predecessor, tenure, graph, fence } = this.#options;
    if (predecessor) throwAll(await releaseStrays(predecessor, effects, fence));
    const failed = new Map(failures.map(({ resource, error }) => [resourceKey(resource), errorRecord(error)]));
    throwAll(await releaser.releaseAll(({ state, resource }) => state !== 'kept' || failed.has(resourceKey(resource))));
    await journal.close();
    await mapWithLimit(this.#replacing, 8, (member) => member.discardReplaced());
    const standstills = new Standstills(graph, ledger, predecessor?.continuation);
    await records.complete({
      record: (plan) => this.#records.get(plan),
      objects: (plan) => this.#objectsOf(plan),
      frozenMs: standstills.frozenMs(),
      notQuiesced: ({ resource }) => standstills.endedBy(resource),
      isPartial: failures.length > 0,
      failure: ({ resource }) => failed.get(resourceKey(resource)),
    });
    // An end whose answer was lost may have been recorded, and may count: what was kept must not be released then.
    this.#endIsUnknown = true;
    await withRetries(() => (failures.length > 0 ? records.succeedPartly(failures) : records.succeed())).catch((error: unknown) => {
      this.#endIsUnknown = !isOvertaken(error);
      throw error;
    });
    this.#endIsUnknown = false;
    const good = this.#options.plans.filter(({ resource, applies }) => applies && !failed.has(resourceKey(resource)));
    tellResults(emit, good, {
      mapping: (plan) => this.#records.get(plan)?.mapping,
      notQuiesced: (plan) => records.notQuiesced?.(plan) ?? standstills.endedBy(plan.resource),
    });
    await tenure.end(false, () => records.tidy?.());
  }

  async #fail(errors: readonly Error[]): Promise<void> {
    const { records, predecessor, tenure, fence, graph } = this.#options;
    const { effects, journal } = this.#open ?? {};
    const all = [...errors];
    const count = (error: unknown) => void all.push(asError(error));
    if (predecessor && effects) await releaseStrays(predecessor, effects, fence).then((left) => left.forEach(count), count);
    await journal?.close().catch(count);
    const left = effects !== undefined && (!this.#hasTakenOver || effects.ledger.all().length > 0);
    const frozenMs = effects ? new Standstills(graph, effects.ledger, predecessor?.continuation).frozenMs() : {};
    try {
      await withRetries(() => records.fail(all, left, frozenMs));
    } catch (error) {
      // Nothing tells that it has ended: it is for a sweep, unless whoever has taken it over tells.
      await tenure.end(left || !isOvertaken(error));
      throw error;
    }
    await tenure.end(left, () => records.tidy?.());
  }

  #member(task: HookTask, attempt: HookAttempt, plan: ResourcePlan): MemberAttempt {
    const { around, emit, journal } = this.#opened();
    const { records, predecessor } = this.#options;
    const { hook } = task;
    const section = records.section({
      ...{ plan, hook, attempt: attempt.number, signal: attempt.signal, objects: this.#objectsOf(plan) },
      ...storageReports({ emit, journal }, { resource: plan.resource, hook, attempt: attempt.number }),
      earlier: (name) => predecessor?.continuation.part(resourceKey(plan.resource), hook, name),
    });
    return new MemberAttempt(plan, hook, attempt, this.#records.get(plan) ?? { state: {} }, section, around);
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

  #opened(): OpenOperation {
    if (this.#open) return this.#open;
    throw new KarborError('KARBOR_OPERATION_NOT_OPEN', 'The operation has not begun.');
  }
}
