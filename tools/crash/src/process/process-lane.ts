import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCut } from '../doors/trouble.js';
import { CallGate } from '../doors/call-gate.js';
import { resultProblems } from '../sweep/check-result.js';
import { cleanUp } from '../sweep/clean-up.js';
import type { Finding } from '../sweep/experiment.js';
import { hadEnded } from '../sweep/go-on.js';
import type { OperationName, Point } from '../sweep/point.js';
import { protectInto } from '../sweep/subject.js';
import type { Subject } from '../sweep/subject.js';
import { unfinished } from '../sweep/sweep-operations.js';
import { cloudState } from '../world/cloud-state.js';
import type { CloudState } from '../world/cloud-state.js';
import { ProviderProcess } from '../world/provider-process.js';
import { removeRestored } from '../world/restored-server.js';
import { startSmallCloud } from '../world/small-cloud.js';
import type { SmallCloud } from '../world/small-cloud.js';
import { bankOfProcesses } from './bank-place.js';
import type { BankPlace, PlaceKind } from './bank-place.js';
import { runKarbor } from './karbor-process.js';
import type { Outcome } from './karbor-process.js';
import { parametersFile, providerFile } from './provider-file.js';

/** A cloud of its own, in which real `karbor` processes are killed, one after the other. */
export class ProcessLane {
  readonly #kind: PlaceKind;
  readonly #small: SmallCloud;
  readonly #before: CloudState;

  private constructor(kind: PlaceKind, small: SmallCloud, before: CloudState) {
    this.#kind = kind;
    this.#small = small;
    this.#before = before;
  }

  static async open(kind: PlaceKind): Promise<ProcessLane> {
    const small = await startSmallCloud();
    return new ProcessLane(kind, small, await cloudState(small));
  }

  /** How many calls a process makes for an operation when it is left alone. */
  async calls(operation: OperationName): Promise<number> {
    return await this.#in(operation, async (scene) => {
      const file = join(scene.folder, 'calls');
      const { code, err } = await scene.karbor(scene.begin, { CRASH_COUNT: file });
      if (code !== 0) throw new Error(`karbor ${operation} failed: ${err}`);
      await removeRestored(this.#small, this.#before);
      return Number(await readFile(file, 'utf8'));
    });
  }

  async try(point: Point): Promise<Finding> {
    if (!isCut(point.kind)) throw new RangeError('A process can only be killed.');
    return await this.#in(point.operation, async (scene) => {
      const when = point.kind === 'cut-before' ? 'before' : 'after';
      const died = await scene.karbor(scene.begin, { CRASH_AT: String(point.at), CRASH_WHEN: when });
      const hit = died.code === null ? { hit: `call ${point.at}` } : {};
      const process = await ProviderProcess.start(this.#small, scene.subject.bank.plugin, new CallGate());
      try {
        return { point, ...hit, ...(await this.#afterwards(scene, point, process)) };
      } finally {
        await process.end();
      }
    });
  }

  async close(): Promise<void> {
    await this.#small.cloud.stop();
  }

  async #afterwards(scene: Scene, { operation, way }: Point, process: ProviderProcess): Promise<Pick<Finding, 'how' | 'problems'>> {
    const { subject, karbor } = scene;
    const before = this.#before;
    const [left] = await unfinished(process);
    const [listed] = await checkpointsOf(process);
    const checkpointId = subject.checkpointId ?? left?.checkpointId ?? listed ?? '';
    const problems: string[] = [];
    const run = async (...args: readonly string[]): Promise<Outcome> => {
      const outcome = await karbor(args);
      if (outcome.code !== 0) problems.push(`karbor ${args.join(' ')} ended with ${String(outcome.code)}: ${outcome.err.trim()}`);
      return outcome;
    };
    const expected = { before, dataObjects: protectedObjects };
    if (way === 'sweep') {
      await run('sweep');
      if ((await unfinished(process)).length > 0) problems.push('operations are listed after karbor sweep');
      return { how: 'swept', problems: [...problems, ...(await cleanUp(subject, process, checkpointId, before))] };
    }
    if (left?.state === 'running') {
      const again = operation === 'restore' ? ['restore', '--resume', left.operationId] : ['checkpoint', 'resume', checkpointId];
      const outcome = await karbor(again);
      if (outcome.code === 0) return { how: 'resumed', problems: await resultProblems(subject, checkpointId, expected) };
      const isNothing = /\[KARBOR_(NOTHING_TO_RESUME|CHECKPOINT_NOT_FOUND|CHECKPOINT_STATUS)\]/.test(outcome.err);
      if (!isNothing) problems.push(`karbor ${again.join(' ')} ended with ${String(outcome.code)}: ${outcome.err.trim()}`);
    }
    await run('sweep');
    if (await hadEnded(subject, process, checkpointId, before)) {
      return { how: 'had ended', problems: [...problems, ...(await resultProblems(subject, checkpointId, expected))] };
    }
    const { out } = await run(...scene.begin, '--json');
    const { id } = JSON.parse(out) as { readonly id: string };
    return { how: 'begun anew', problems: [...problems, ...(await resultProblems(subject, id, expected))] };
  }

  /** Gives an operation what it needs, and takes it away afterwards. */
  async #in<Result>(operation: OperationName, act: (scene: Scene) => Promise<Result>): Promise<Result> {
    const folder = await mkdtemp(join(tmpdir(), 'karbor-crash-process-'));
    const place = await bankOfProcesses(this.#kind, join(folder, 'bank'), this.#small);
    try {
      return await act(await this.#scene(operation, folder, place));
    } finally {
      await place.bank.remove();
      await rm(folder, { recursive: true });
    }
  }

  async #scene(operation: OperationName, folder: string, { bank, sections, path }: BankPlace): Promise<Scene> {
    const small = this.#small;
    const mode = operation === 'delete' ? 'snapshot' : 'image';
    const checkpointId = operation === 'protect' ? undefined : await protectInto(bank, small, mode);
    await writeFile(join(folder, 'crash.conf'), providerFile(sections));
    await writeFile(join(folder, 'clouds.yaml'), small.cloud.cloudsYaml());
    await writeFile(join(folder, 'parameters.json'), parametersFile);
    const environment = { OS_CLOUD: 'demo', KARBOR_CONFIG_DIR: folder, CRASH_BANK: path };
    return {
      folder,
      subject: { operation, small, bank, ...(checkpointId !== undefined && { checkpointId }) },
      begin: beginArguments(operation, small, checkpointId),
      karbor: (args, crash) =>
        runKarbor(args, { workingFolder: folder, environment: { ...environment, ...crash }, isHooked: crash !== undefined }),
    };
  }
}

/** What the three volumes of a checkpoint are stored in: of each a chunk and its list. */
const protectedObjects = 6;

/** One operation with all that it needs. */
interface Scene {
  readonly folder: string;
  readonly subject: Subject;
  /** The arguments that begin it. */
  readonly begin: readonly string[];
  readonly karbor: (args: readonly string[], crash?: Readonly<Record<string, string>>) => Promise<Outcome>;
}

function beginArguments(operation: OperationName, { serverId, pausedId }: SmallCloud, checkpointId = ''): readonly string[] {
  const server = (id: string) => ['--resource', `OS::Nova::Server#${id}`];
  switch (operation) {
    case 'protect':
      return ['protect', ...server(serverId), ...server(pausedId), '--plan', 'crash', '--parameters', 'parameters.json'];
    case 'restore':
      return ['restore', checkpointId, ...server(serverId)];
    case 'delete':
      return ['checkpoint', 'delete', checkpointId];
  }
}

async function checkpointsOf({ provider, context }: ProviderProcess): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { id } of provider.checkpoints.list(context)) found.push(id);
  return found;
}
