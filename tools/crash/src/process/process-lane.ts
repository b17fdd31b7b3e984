import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isCut } from '../doors/trouble.js';
import { CallGate } from '../doors/call-gate.js';
import { conclude } from '../sweep/conclude.js';
import type { Finding } from '../sweep/experiment.js';
import type { OperationName, Point } from '../sweep/point.js';
import { World } from '../sweep/world.js';
import { ProviderProcess } from '../world/provider-process.js';
import { afterKill } from './after-kill.js';
import type { PlaceKind } from './bank-place.js';
import { Scene } from './scene.js';

/** A cloud of its own, in which real `karbor` processes are killed, one after the other. */
export class ProcessLane {
  readonly #kind: PlaceKind;
  #world: World;

  private constructor(kind: PlaceKind, world: World) {
    this.#kind = kind;
    this.#world = world;
  }

  static async open(kind: PlaceKind): Promise<ProcessLane> {
    return new ProcessLane(kind, await World.open());
  }

  /** How many calls a process makes for an operation when it is left alone. */
  async calls(operation: OperationName): Promise<number> {
    const scene = await Scene.open(this.#world, operation, this.#kind);
    try {
      const file = join(scene.folder, 'calls');
      const { code, err } = await scene.karbor(scene.begin, { CRASH_COUNT: file });
      if (code !== 0) throw new Error(`karbor ${operation} failed: ${err}`);
      return Number(await readFile(file, 'utf8'));
    } finally {
      await scene.close();
      await this.#renew();
    }
  }

  async try(point: Point): Promise<Finding> {
    if (!isCut(point.kind)) throw new RangeError('A process can only be killed.');
    let scene: Scene | undefined;
    const work = async () => {
      scene = await Scene.open(this.#world, point.operation, this.#kind);
      return await kill(scene, point);
    };
    const finding = await conclude(point, work());
    await scene?.close();
    if (finding.problems.length > 0) await this.#renew();
    return finding;
  }

  async close(): Promise<void> {
    await this.#world.close();
  }

  /** What is left in its cloud must not be taken for what another one left. */
  async #renew(): Promise<void> {
    await this.close();
    this.#world = await World.open();
  }
}

async function kill(scene: Scene, point: Point): Promise<Finding> {
  const when = point.kind === 'cut-before' ? 'before' : 'after';
  const died = await scene.karbor(scene.begin, { CRASH_AT: String(point.at), CRASH_WHEN: when });
  const hit = died.code === null ? { hit: `call ${point.at}` } : {};
  const process = await ProviderProcess.start(scene.subject.small, scene.subject.bank.plugin, new CallGate());
  try {
    const outcome = await afterKill(scene, point, process);
    return { point, ...hit, ...outcome, ...(died.code !== null && { how: 'not reached' }) };
  } finally {
    await process.end();
  }
}
