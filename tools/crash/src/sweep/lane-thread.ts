import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { BankKind } from '../bank/test-bank.js';
import type { Finding } from './experiment.js';
import type { Point } from './point.js';
import type { Laboratory } from './run-points.js';

/** A lane in a thread of its own, so that several use more than one core. */
export class LaneThread implements Laboratory {
  private constructor(private readonly worker: Worker) {}

  /** @throws what ends the thread */
  static async open(bankKind: BankKind): Promise<LaneThread> {
    const worker = new Worker(new URL('lane-worker.js', import.meta.url), { workerData: bankKind });
    await once(worker, 'message');
    return new LaneThread(worker);
  }

  /** @throws what ends the thread */
  async try(point: Point): Promise<Finding> {
    const answer = once(this.worker, 'message');
    this.worker.postMessage(point);
    const [finding] = (await answer) as [Finding];
    return finding;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
