import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudError } from '../cloud-error.js';
import { serviceEnvironment } from '../cloud/service-environment.js';
import type { ServiceProcess } from '../services/service.js';
import type { StateFolders } from '../state/state-folders.js';
import { inOrderOfNeeds } from './in-order-of-needs.js';
import { isAlive } from './process-identity.js';
import { ProcessRecords } from './process-records.js';
import type { ProcessRecord } from './process-records.js';
import { startProcess } from './start-process.js';
import type { Launch } from './start-process.js';
import { stopProcess } from './stop-process.js';
import { waitUntil } from './wait-until.js';

const startTimeout = 300_000;

/** Starts, watches and stops the processes of one state. */
export class Supervisor {
  readonly #records: ProcessRecords;
  #commands = 0;

  constructor(
    private readonly folders: StateFolders,
    private readonly signal?: AbortSignal,
  ) {
    this.#records = new ProcessRecords(folders.run);
  }

  /** Those that run, by name. */
  running(): ReadonlyMap<string, ProcessRecord> {
    return new Map(this.#records.list().flatMap((record) => (isAlive(record) ? [[record.name, record]] : [])));
  }

  /** Their numbers. */
  pids(): ReadonlyMap<string, number> {
    return new Map([...this.running()].map(([name, { pid }]) => [name, pid]));
  }

  /** Starts those that do not run, each when those that it needs answer, and waits until all answer. `onAnswer` gets those that it started. */
  start(processes: readonly ServiceProcess[], onAnswer: (name: string) => void = () => undefined): Promise<void> {
    return inOrderOfNeeds(processes, async (process) => {
      if (await this.#startOne(process)) onAnswer(process.name);
    });
  }

  /** Stops all that was started, those of unknown names too. */
  async stopAll(known: readonly ServiceProcess[]): Promise<void> {
    const recorded = this.#records.list();
    const needs = new Map(known.map((process) => [process.name, process.needs]));
    await inOrderOfNeeds(
      recorded.map((record) => ({ ...record, needs: needs.get(record.name) ?? [] })),
      (record) => this.#stopOne(record),
      true,
    );
  }

  async stop(name: string): Promise<void> {
    const record = this.#records.read(name);
    if (record) await this.#stopOne(record);
  }

  /** Runs a command to its end. It is recorded while it runs, so that a crash of this process leaves nobody unknown. */
  async run(name: string, command: ServiceProcess['command']): Promise<void> {
    this.#commands += 1;
    const unique = `${name}.${this.#commands}`;
    const child = await startProcess(this.#launchOf(unique, { name, command }), this.#records);
    const [status] = (await once(child, 'exit', this.signal && { signal: this.signal })) as [number | null];
    this.#records.remove(unique);
    if (status !== 0) throw new CloudError('CLOUD_COMMAND_FAILED', `${command.slice(0, 4).join(' ')} … failed:\n${this.#logOf(name)}`);
  }

  /** Gives whether it had to be started. */
  async #startOne(process: ServiceProcess): Promise<boolean> {
    const { name } = process;
    let record = this.#records.read(name);
    const isNew = !record || !isAlive(record);
    if (isNew) {
      this.signal?.throwIfAborted();
      // Workers of one that died would hold its port.
      await this.stop(name);
      (await startProcess(this.#launchOf(name, process), this.#records)).unref();
      record = this.#records.read(name);
    }
    const { startedAt } = record as ProcessRecord;
    const fail = (what: string) => {
      throw new CloudError('CLOUD_SERVICE_FAILED', `${name} ${what}:\n${this.#logOf(name)}`);
    };
    const check = () => this.running().has(name) || fail('ended');
    const answered = await waitUntil(() => process.answers(startedAt), { timeout: startTimeout, check, signal: this.signal });
    if (!answered) fail('did not answer in time');
    return isNew;
  }

  async #stopOne(record: ProcessRecord): Promise<void> {
    await stopProcess(record);
    this.#records.remove(record.name);
  }

  #launchOf(name: string, process: Pick<ServiceProcess, 'name' | 'command' | 'environment' | 'workingFolder'>): Launch {
    return {
      name,
      command: process.command,
      environment: { ...serviceEnvironment(this.folders), ...process.environment },
      logFile: this.#logFileOf(process.name),
      workingFolder: process.workingFolder ?? this.folders.root,
    };
  }

  #logFileOf(name: string): string {
    mkdirSync(this.folders.log, { recursive: true, mode: 0o700 });
    return join(this.folders.log, `${name}.log`);
  }

  /** Where its log is, and the end of it. */
  #logOf(name: string): string {
    const file = this.#logFileOf(name);
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15) : [];
    return [`(${file})`, ...lines].join('\n');
  }
}
