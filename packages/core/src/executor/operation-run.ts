import type { Subscriber } from 'rxjs';
import { planOf, runningOf } from '../flow/task-flow.js';
import type { TaskFlow } from '../flow/task-flow.js';
import { asError } from './as-error.js';
import type { FlowPolicy } from './executor-policy.js';
import { FlowRun } from './flow-run.js';
import type { OperationControl, RunningOperation } from './hook-runner.js';
import type { OperationEvent } from './operation-event.js';
import { OperationEvents } from './operation-events.js';
import {
  isConsequenceOf,
  operationCancelled,
  operationFailed,
  operationPartial,
  operationTimeout,
  stoppedByFailure,
} from './operation-failure.js';
import type { SharedSlots } from './shared-slots.js';
import { tellSkipped } from './skipped-tasks.js';

/** Why an operation does not go on. */
interface Stop {
  readonly status: 'failed' | 'cancelled';
  /** What its signals are aborted with. */
  readonly reason: Error;
}

/** One operation from its place in the queue to its end: opens it, runs its hooks, and closes it whatever happens. */
export class OperationRun {
  readonly #flow: TaskFlow;
  readonly #policy: FlowPolicy;
  readonly #running: RunningOperation;
  readonly #events: OperationEvents;
  readonly #hooks: FlowRun;
  readonly #controller = new AbortController();
  /** What went wrong, in the order in which it did. */
  readonly #errors: Error[] = [];
  #stop: Stop | undefined;
  #phase: 'opening' | 'running' | 'ending' | 'over' = 'opening';
  #urgent: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(flow: TaskFlow, policy: FlowPolicy, slots: SharedSlots, subscriber: Subscriber<OperationEvent>) {
    this.#flow = flow;
    this.#policy = policy;
    this.#running = runningOf(flow);
    this.#events = new OperationEvents(flow.operationId, subscriber);
    this.#hooks = new FlowRun({
      plan: planOf(flow),
      running: this.#running,
      policy,
      slots,
      events: this.#events,
      failed: (error) => (policy.onFailure === 'continue' ? this.#count(error) : this.#fail(error)),
    });
    this.#tell('queued');
  }

  /** Runs it. Never rejects: its stream tells how it ended. */
  async execute(): Promise<void> {
    this.#tell('started');
    // Whoever was told just now may have cancelled it: then nothing was opened, and nothing is closed.
    const cancelled = this.#stopped();
    if (cancelled) {
      this.#tellStopped(cancelled);
      return;
    }
    this.#startTimer();
    await this.#begin();
    if (!this.#stopped()) await this.#hooks.run();
    clearTimeout(this.#timer);
    if (!this.#stopped()) await this.#end();
    const stop = this.#stopped();
    if (stop && this.#phase !== 'over') await this.#windDown(stop);
  }

  #stopped(): Stop | undefined {
    return this.#stop;
  }

  /** Tells everything to stop; `execute` ends when it has. Too late when the last record is written. */
  cancel(reason: unknown): void {
    if (this.#phase === 'over' || this.#stop) return;
    this.#tell('cancelling');
    this.#halt({ status: 'cancelled', reason: operationCancelled(this.#flow, reason) });
  }

  /** Ends it before it was executed. */
  cancelQueued(reason: unknown): void {
    this.#tellStopped({ status: 'cancelled', reason: operationCancelled(this.#flow, reason) });
  }

  #startTimer(): void {
    const { operationTimeoutMs: timeoutMs } = this.#policy;
    if (timeoutMs === undefined) return;
    this.#timer = setTimeout(() => this.#fail(operationTimeout(this.#flow, timeoutMs)), timeoutMs);
  }

  async #begin(): Promise<void> {
    try {
      await this.#running.begin((event) => this.#events.tell(event), this.#controller.signal, this.#control());
      this.#phase = 'running';
    } catch (error) {
      this.#fail(asError(error));
    }
  }

  #control(): OperationControl {
    const isOpen = (): boolean => this.#phase === 'opening' || this.#phase === 'running';
    return {
      goesOn: this.#policy.onFailure === 'continue',
      halt: (error) => {
        if (isOpen()) this.#fail(error);
      },
      failResource: (reference, error) => {
        if (!isOpen()) return;
        const { graph } = this.#flow;
        const resource = graph.resources[graph.indexOf(reference)];
        if (resource && this.#policy.onFailure === 'continue') this.#hooks.failResource(resource, error);
        else this.#fail(error);
      },
    };
  }

  /** All hooks have run that could: closes the operation as good, if anything is. */
  async #end(): Promise<void> {
    const { failures, leavesAny } = this.#hooks;
    if (!leavesAny) {
      this.#halt({ status: 'failed', reason: stoppedByFailure(operationFailed(this.#flow, this.#errors)) });
      return;
    }
    this.#phase = 'ending';
    try {
      await this.#running.end(
        failures.length === 0 ? { status: 'done' } : { status: 'partial', failures: [...failures] },
      );
      this.#phase = 'over';
      if (failures.length === 0) this.#tellDone();
      else this.#tellError('partial', operationPartial(this.#flow, this.#errors, failures));
    } catch (error) {
      this.#fail(asError(error));
    }
  }

  /** Counts an error among the causes, unless it came of stopping. */
  #count(error: Error): void {
    if (!this.#stop || !isConsequenceOf(this.#stop.reason, error)) this.#errors.push(error);
  }

  /** Counts an error; the first one stops the operation. */
  #fail(error: Error): void {
    this.#count(error);
    if (!this.#stop) this.#halt({ status: 'failed', reason: stoppedByFailure(error) });
  }

  /**
   * Urgent effects first: somebody waits for them, and the hooks that still run may take their time. While the good end
   * is written no hook runs, and it may yet succeed: then nothing is to be released.
   */
  #halt(stop: Stop): void {
    this.#stop = stop;
    clearTimeout(this.#timer);
    if (this.#phase === 'running') this.#urgent = this.#release(() => this.#running.releaseUrgent());
    this.#hooks.halt(stop.reason);
    this.#controller.abort(stop.reason);
  }

  /** Releases what is held, then closes the operation as failed or cancelled. */
  async #windDown(stop: Stop): Promise<void> {
    if (this.#phase !== 'opening') {
      await (this.#urgent ?? this.#release(() => this.#running.releaseUrgent()));
      await this.#release(() => this.#running.releaseOutstanding());
    }
    await tellSkipped(this.#hooks.remaining(), stop.status, this.#events);
    this.#phase = 'ending';
    try {
      await this.#running.end({ status: stop.status, errors: [...this.#errors] });
    } catch (error) {
      this.#errors.push(asError(error));
    }
    this.#tellStopped(stop);
  }

  async #release(release: () => Promise<readonly Error[]>): Promise<void> {
    try {
      for (const error of await release()) this.#errors.push(error);
    } catch (error) {
      this.#errors.push(asError(error));
    }
  }

  #tellStopped({ status, reason }: Stop): void {
    this.#phase = 'over';
    const error =
      status === 'failed'
        ? operationFailed(this.#flow, this.#errors)
        : operationCancelled(this.#flow, reason.cause, this.#errors);
    this.#tellError(status, error);
  }

  #tellDone(): void {
    this.#tell('done');
    this.#events.complete();
  }

  #tellError(status: 'partial' | 'failed' | 'cancelled', error: Error): void {
    const { operation, checkpointId } = this.#flow;
    this.#events.tell({ type: 'operation', operation, checkpointId, status, error });
    this.#events.error(error);
  }

  #tell(status: 'queued' | 'started' | 'cancelling' | 'done'): void {
    const { operation, checkpointId } = this.#flow;
    this.#events.tell({ type: 'operation', operation, checkpointId, status });
  }
}
