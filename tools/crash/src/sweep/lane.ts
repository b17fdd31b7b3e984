import { newBank } from '../bank/test-bank.js';
import type { BankKind, CopyableBank } from '../bank/test-bank.js';
import type { Call } from '../doors/call-gate.js';
import { dataObjects } from '../world/bank-state.js';
import { cloudState } from '../world/cloud-state.js';
import { startSmallCloud } from '../world/small-cloud.js';
import type { SmallCloud } from '../world/small-cloud.js';
import { attempt } from './attempt.js';
import { resultProblems } from './check-result.js';
import type { Expected } from './check-result.js';
import { experiment } from './experiment.js';
import type { Finding } from './experiment.js';
import { operationNames } from './point.js';
import type { OperationName, Point } from './point.js';
import { protectInto } from './subject.js';
import type { Subject } from './subject.js';

/** The calls of each operation when nothing goes wrong. */
export type UndisturbedCalls = Readonly<Record<OperationName, readonly Call[]>>;

/** In milliseconds: an experiment that takes longer is stuck. */
const longest = 120_000;

/** What the experiments of a lane work on, and what they are compared with. */
interface World extends Expected {
  readonly small: SmallCloud;
  /** With a checkpoint to restore. */
  readonly full: CopyableBank;
  readonly checkpointId: string;
}

/** A cloud of its own, in which one experiment is made after the other. */
export class Lane {
  readonly #bankKind: BankKind;
  #world: World;

  private constructor(bankKind: BankKind, world: World) {
    this.#bankKind = bankKind;
    this.#world = world;
  }

  static async open(bankKind: BankKind): Promise<Lane> {
    return new Lane(bankKind, await newWorld(bankKind));
  }

  /** Runs each operation as it should go. @throws Error when it does not */
  async undisturbed(): Promise<UndisturbedCalls> {
    const calls: Partial<Record<OperationName, readonly Call[]>> = {};
    for (const operation of operationNames) {
      const subject = await this.#subject(operation);
      const run = await attempt(subject);
      if (run.error) throw run.error;
      const problems = await resultProblems(subject, run.flow?.checkpointId ?? '', this.#world);
      if (problems.length > 0) throw new Error(`An undisturbed ${operation} is not as it must be: ${problems.join('; ')}`);
      await subject.bank.remove();
      calls[operation] = run.calls;
    }
    return calls as UndisturbedCalls;
  }

  async try(point: Point): Promise<Finding> {
    const subject = await this.#subject(point.operation);
    let timer: NodeJS.Timeout | undefined;
    const stuck = new Promise<Finding>((resolve) => {
      timer = setTimeout(() => resolve({ point, how: 'not reached', problems: [`it did not end within ${longest} ms`] }), longest);
    });
    const failed = (error: unknown): Finding => ({ point, how: 'not reached', problems: [`it threw ${String(error)}`] });
    const finding = await Promise.race([experiment(subject, point, this.#world).catch(failed), stuck]);
    clearTimeout(timer);
    await subject.bank.remove();
    if (finding.problems.length > 0) {
      // What it left must not be taken for what another one did.
      await this.close();
      this.#world = await newWorld(this.#bankKind);
    }
    return finding;
  }

  async close(): Promise<void> {
    await this.#world.full.remove();
    await this.#world.small.cloud.stop();
  }

  async #subject(operation: OperationName): Promise<Subject> {
    const { small, full, checkpointId } = this.#world;
    if (operation === 'restore') return { operation, small, bank: await full.copy(), checkpointId };
    const bank = await newBank(this.#bankKind);
    if (operation === 'protect') return { operation, small, bank };
    return { operation, small, bank, checkpointId: await protectInto(bank, small, 'snapshot') };
  }
}

async function newWorld(bankKind: BankKind): Promise<World> {
  const small = await startSmallCloud();
  const before = await cloudState(small);
  const full = await newBank(bankKind);
  const checkpointId = await protectInto(full, small, 'image');
  return { small, before, full, checkpointId, dataObjects: dataObjects(await full.keys(), checkpointId) };
}
