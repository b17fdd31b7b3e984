import { newBank } from '../bank/test-bank.js';
import type { BankKind } from '../bank/test-bank.js';
import type { Call } from '../doors/call-gate.js';
import { attempt } from './attempt.js';
import { resultProblems } from './check-result.js';
import { conclude } from './conclude.js';
import { experiment } from './experiment.js';
import type { Finding } from './experiment.js';
import { operationNames } from './point.js';
import type { OperationName, Point } from './point.js';
import type { Subject } from './subject.js';
import { World } from './world.js';

/** The calls of each operation when nothing goes wrong. */
export type UndisturbedCalls = Readonly<Record<OperationName, readonly Call[]>>;

/** A cloud of its own, in which one experiment is made after the other. */
export class Lane {
  readonly #bankKind: BankKind;
  #world: World;

  private constructor(bankKind: BankKind, world: World) {
    this.#bankKind = bankKind;
    this.#world = world;
  }

  static async open(bankKind: BankKind): Promise<Lane> {
    return new Lane(bankKind, await World.open());
  }

  /** Runs each operation as it should go. @throws Error when it does not */
  async undisturbed(): Promise<UndisturbedCalls> {
    const calls: Partial<Record<OperationName, readonly Call[]>> = {};
    for (const operation of operationNames) {
      calls[operation] = await this.#with(operation, async (subject) => {
        const run = await attempt(subject);
        if (run.error) throw run.error;
        const problems = [...run.problems, ...(await resultProblems(subject, run.flow?.checkpointId ?? ''))];
        if (problems.length > 0) throw new Error(`An undisturbed ${operation} is not as it must be: ${problems.join('; ')}`);
        return run.calls;
      });
    }
    return calls as UndisturbedCalls;
  }

  async try(point: Point): Promise<Finding> {
    const finding = await conclude(point, this.#with(point.operation, (subject) => experiment(subject, point)));
    if (finding.problems.length > 0) {
      // What it left must not be taken for what another one did.
      await this.close();
      this.#world = await World.open();
    }
    return finding;
  }

  async close(): Promise<void> {
    await this.#world.close();
  }

  async #with<Result>(operation: OperationName, act: (subject: Subject) => Promise<Result>): Promise<Result> {
    const bank = await newBank(this.#bankKind);
    try {
      return await act(await this.#world.subject(operation, bank));
    } finally {
      await bank.remove();
    }
  }
}
