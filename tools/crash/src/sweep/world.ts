import { copyObjects, newBank } from '../bank/test-bank.js';
import type { TestBank } from '../bank/test-bank.js';
import { dataObjects } from '../world/bank-state.js';
import { cloudState } from '../world/cloud-state.js';
import type { CloudState } from '../world/cloud-state.js';
import { startSmallCloud } from '../world/small-cloud.js';
import type { SmallCloud } from '../world/small-cloud.js';
import type { OperationName } from './point.js';
import { protectInto, protectPartlyInto } from './protect.js';
import type { Mode } from './protect.js';
import type { Subject } from './subject.js';

/** What the experiments of a lane work on, one after the other. */
export class World {
  private constructor(
    readonly small: SmallCloud,
    readonly before: CloudState,
    /** With a checkpoint to restore. */
    private readonly full: TestBank,
    private readonly checkpointId: string,
    private readonly dataObjects: Readonly<Record<Mode, number>>,
  ) {}

  static async open(): Promise<World> {
    const small = await startSmallCloud();
    const before = await cloudState(small);
    const [full, lean] = [await newBank('memory'), await newBank('memory')];
    const fullId = await protectInto(full, small, 'image');
    const leanId = await protectInto(lean, small, 'snapshot');
    const counts = { image: dataObjects(await full.keys(), fullId), snapshot: dataObjects(await lean.keys(), leanId) };
    for (const { id } of small.cloud.inventory(small.projectId).snapshots) await small.session.volume.deleteSnapshot(id);
    await small.cloud.settled();
    return new World(small, before, full, fullId, counts);
  }

  /** Prepares an operation in an empty bank. */
  async subject(operation: OperationName, bank: TestBank): Promise<Subject> {
    const { small, before } = this;
    const checkpointId = await this.#checkpointFor(operation, bank);
    const generation = operation === 'restore' ? 0 : small.guest.generation;
    const keysBefore = await bank.keys();
    const objects = this.dataObjects[operation === 'retry' ? 'snapshot' : 'image'];
    return { operation, small, bank, before, keysBefore, dataObjects: objects, generation, ...(checkpointId !== undefined && { checkpointId }) };
  }

  async close(): Promise<void> {
    await this.small.stop();
  }

  async #checkpointFor(operation: OperationName, bank: TestBank): Promise<string | undefined> {
    switch (operation) {
      case 'protect':
        return undefined;
      case 'restore':
        await copyObjects(this.full, bank);
        return this.checkpointId;
      case 'delete':
        return await protectInto(bank, this.small, 'snapshot');
      case 'retry': {
        const id = await protectPartlyInto(bank, this.small);
        await this.small.guest.goOn();
        return id;
      }
    }
  }
}
