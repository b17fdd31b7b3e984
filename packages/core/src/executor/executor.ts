import { KarborError } from '@karbor/plugin-sdk';
import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { TaskFlow } from '../flow/task-flow.js';
import type { ExecutorPolicy } from './executor-policy.js';
import type { OperationEvent } from './operation-event.js';
import { OperationQueue } from './operation-queue.js';
import { OperationRun } from './operation-run.js';
import { resolvePolicy, sharedLimits } from './resolved-policy.js';
import { SharedSlots } from './shared-slots.js';

/** How a flow is run. */
export interface RunOptions {
  /** Aborting it cancels the operation. */
  readonly signal?: AbortSignal;
}

const alreadyRun = new WeakSet<TaskFlow>();

/** Runs task flows under a policy. Operations that it has no place for wait, first come, first served. */
export class Executor {
  readonly #policy: ExecutorPolicy;
  readonly #queue: OperationQueue;
  readonly #slots: SharedSlots;

  /** @throws KarborError `KARBOR_POLICY_INVALID` naming the member at fault */
  constructor(policy: ExecutorPolicy = {}) {
    const { operations, totalHooks } = sharedLimits(policy);
    resolvePolicy(policy, {});
    this.#policy = policy;
    this.#queue = new OperationQueue(operations);
    this.#slots = new SharedSlots(totalHooks);
  }

  /**
   * The operation as a cold observable: subscribing queues it and, when there is a place, runs it.
   *
   * - It completes after the event `done`, when the operation has ended and its records are written.
   * - It errors `KARBOR_OPERATION_FAILED` when anything failed: no further hook has started, those that ran were told
   *   to stop and given the policy's grace, all effects were released, and the operation was closed. The message names
   *   every cause; `details.causes` has each with its `code`, `message` and, of a hook, `hook` and `resources`.
   * - Under `onFailure: 'continue'` a hook that failed for good fails its resource only: that is released at once, what
   *   waits for it is skipped, and the rest runs on. When anything is good then, it errors `KARBOR_OPERATION_PARTIAL`
   *   after the event `partial`, naming every cause as above; `details.failed` and `details.skipped` list resources.
   * - It fails with `KARBOR_OPERATION_TIMEOUT` among the causes when it takes longer than the policy's time.
   * - Aborting `signal` cancels it, also while it is queued. The stream goes on while everything is released as after
   *   a failure, then errors `KARBOR_CANCELLED`. An abort after the last hook may come too late; it then completes.
   * - Unsubscribing cancels it unseen: `idle()` waits for the end of that.
   * - A flow runs once: subscribing again errors `KARBOR_FLOW_ALREADY_RUN`. Share the stream to have more observers.
   * - It errors `KARBOR_POLICY_INVALID`, and nothing has run, when the flow's own policy is not valid.
   */
  run(flow: TaskFlow, options: RunOptions = {}): Observable<OperationEvent> {
    return new Observable((subscriber) => this.#enqueue(flow, options.signal, subscriber));
  }

  /** Settles when no operation runs or waits. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  #enqueue(flow: TaskFlow, signal: AbortSignal | undefined, subscriber: Subscriber<OperationEvent>): () => void {
    const policy = resolvePolicy(this.#policy, flow.policy, flow.fixedPolicy);
    claim(flow);
    const operation = new OperationRun(flow, policy, this.#slots, subscriber);
    if (signal?.aborted === true) operation.cancelQueued(signal.reason);
    // Nothing is begun for somebody who has just unsubscribed.
    if (subscriber.closed) return () => undefined;
    const cancel = (reason: unknown): void => {
      if (this.#queue.remove(operation)) operation.cancelQueued(reason);
      else operation.cancel(reason);
    };
    const abort = (): void => cancel(signal?.reason);
    signal?.addEventListener('abort', abort);
    this.#queue.add(operation);
    return () => {
      signal?.removeEventListener('abort', abort);
      cancel(undefined);
    };
  }
}

/** @throws KarborError `KARBOR_FLOW_ALREADY_RUN` */
function claim(flow: TaskFlow): void {
  if (alreadyRun.has(flow)) {
    throw new KarborError(
      'KARBOR_FLOW_ALREADY_RUN',
      `The flow of operation ${flow.operation} of checkpoint ${flow.checkpointId} has been run. Build a new one.`,
      { details: { operationId: flow.operationId, checkpointId: flow.checkpointId } },
    );
  }
  alreadyRun.add(flow);
}
