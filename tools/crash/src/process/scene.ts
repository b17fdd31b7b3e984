import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newBankFolder } from '../bank/bank-folder.js';
import type { OperationName } from '../sweep/point.js';
import type { Subject } from '../sweep/subject.js';
import type { World } from '../sweep/world.js';
import type { SmallCloud } from '../world/small-cloud.js';
import { bankOfProcesses } from './bank-place.js';
import type { PlaceKind } from './bank-place.js';
import { startKarbor } from './karbor-process.js';
import type { KarborProcess, Outcome } from './karbor-process.js';
import { parametersFile, providerFile } from './provider-file.js';

/** One operation with all that processes need to run it. */
export class Scene {
  readonly #running = new Set<KarborProcess>();

  private constructor(
    readonly folder: string,
    readonly subject: Subject,
    /** Of the bank, when it is one of files. Else empty. */
    private readonly bankFolder: string,
  ) {}

  static async open(world: World, operation: OperationName, kind: PlaceKind): Promise<Scene> {
    const { small } = world;
    const folder = await newBankFolder();
    const { bank, sections, path } = await bankOfProcesses(kind, join(folder, 'bank'), small);
    await writeFile(join(folder, 'crash.conf'), providerFile(sections));
    await writeFile(join(folder, 'clouds.yaml'), small.cloud.cloudsYaml());
    await writeFile(join(folder, 'parameters.json'), parametersFile);
    return new Scene(folder, await world.subject(operation, bank), path);
  }

  /** The arguments that begin the operation. */
  get begin(): readonly string[] {
    const { operation, small, checkpointId = '' } = this.subject;
    return beginArguments(operation, small, checkpointId);
  }

  /** Runs the command. `crash`: the variables that tell the hook when to kill it. */
  async karbor(args: readonly string[], crash?: Readonly<Record<string, string>>): Promise<Outcome> {
    const environment = { OS_CLOUD: 'demo', KARBOR_CONFIG_DIR: this.folder, CRASH_BANK: this.bankFolder, ...crash };
    const started = startKarbor(args, { workingFolder: this.folder, environment, isHooked: crash !== undefined });
    this.#running.add(started);
    return await started.ended.finally(() => this.#running.delete(started));
  }

  /** Kills what still runs. */
  async close(): Promise<void> {
    for (const { pid, ended } of this.#running) {
      process.kill(pid, 'SIGKILL');
      await ended;
    }
    await this.subject.bank.remove();
    await rm(this.folder, { recursive: true });
  }
}

function beginArguments(operation: OperationName, { serverId, pausedId }: SmallCloud, checkpointId: string): readonly string[] {
  const server = (id: string) => ['--resource', `OS::Nova::Server#${id}`];
  switch (operation) {
    case 'protect':
      return ['protect', ...server(serverId), ...server(pausedId), '--plan', 'crash', '--parameters', 'parameters.json'];
    case 'restore':
      return ['restore', checkpointId];
    case 'delete':
      return ['checkpoint', 'delete', checkpointId];
    case 'retry':
      return ['protect', '--retry', checkpointId];
  }
}
