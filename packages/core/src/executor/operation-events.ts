import type { Progress } from '@karbor/plugin-sdk';
import type { Subscriber } from 'rxjs';
import type { HookTask } from './hook-runner.js';
import type { EventBody, OperationEvent } from './operation-event.js';

/** Numbers and dates the events of one operation, and tells them to its subscriber. */
export class OperationEvents {
  readonly #operationId: string;
  readonly #subscriber: Subscriber<OperationEvent>;
  #seq = 0;

  constructor(operationId: string, subscriber: Subscriber<OperationEvent>) {
    this.#operationId = operationId;
    this.#subscriber = subscriber;
  }

  /** Nobody listens any more. */
  get closed(): boolean {
    return this.#subscriber.closed;
  }

  tell(body: EventBody): void {
    if (!this.closed) this.#subscriber.next({ ...this.#header(), ...body });
  }

  /** Gives the time back. Written out, and the time given where it is known: there are two of these for every hook. */
  tellHook(
    status: 'started' | 'ended' | 'abandoned',
    { hook, resources }: HookTask,
    attempt: number,
    time = Date.now(),
  ): number {
    if (this.closed) return time;
    this.#subscriber.next({
      seq: ++this.#seq,
      time,
      operationId: this.#operationId,
      type: 'hook',
      status,
      hook,
      resources,
      attempt,
    });
    return time;
  }

  tellProgress(progress: Progress, { hook, resources }: HookTask, attempt: number): void {
    this.tell({ type: 'progress', hook, resources, attempt, ...progress });
  }

  complete(): void {
    this.#subscriber.complete();
  }

  error(error: Error): void {
    this.#subscriber.error(error);
  }

  #header(): Pick<OperationEvent, 'seq' | 'time' | 'operationId'> {
    return { seq: ++this.#seq, time: Date.now(), operationId: this.#operationId };
  }
}
