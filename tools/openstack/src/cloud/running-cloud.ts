import { CloudError } from '../cloud-error.js';
import { Supervisor } from '../processes/supervisor.js';
import type { Stage } from '../services/stage-names.js';
import { servicesOf } from '../services/stages.js';
import { stateFolders } from '../state/state-folders.js';
import { readRecord } from '../state/state-record.js';
import { createContext } from './create-context.js';
import type { StateOptions } from './options.js';
import { takeDown } from './take-down.js';

/** A cloud that was brought up, by this process or another. */
export interface Cloud {
  readonly stateDir: string;
  readonly stage: Stage;
  /** A `clouds.yaml` with the clouds `admin`, `demo` and `alt`. */
  readonly cloudsFile: string;
  /** Of all users. */
  readonly password: string;
  /** Where each service answers, by its type in the catalog. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Of all processes, such as `cinder-volume` or `swift-object`. */
  readonly processNames: readonly string[];
  /** The processes that run now, by name. */
  pids(): ReadonlyMap<string, number>;
  /** Stops a process; those that need it go on without it. Throws `CLOUD_ARGUMENT` for an unknown name. */
  stopService(name: string): Promise<void>;
  /** Starts a process, and waits until it does its work. Throws `CLOUD_ARGUMENT`, `CLOUD_SERVICE_FAILED`. */
  startService(name: string): Promise<void>;
  takeDown(): Promise<void>;
}

/** Gives the cloud of a state, as it is. Throws `CLOUD_STATE` when it was never brought up. */
export function attach({ stateDir, log }: StateOptions = {}): Cloud {
  const folders = stateFolders(stateDir);
  const record = readRecord(folders);
  if (record?.stage === undefined) throw new CloudError('CLOUD_STATE', `No cloud was brought up in ${folders.root}.`);
  const supervisor = new Supervisor(folders);
  const context = createContext(folders, record, supervisor, log);
  const services = servicesOf(record.stage, record.guests);
  const processes = services.flatMap((service) => service.processes(context));
  const processOf = (name: string) => {
    const process = processes.find((one) => one.name === name);
    if (process) return process;
    throw new CloudError('CLOUD_ARGUMENT', `There is no service ${name}; there are: ${processes.map((one) => one.name).join(', ')}.`);
  };
  return {
    stateDir: folders.root,
    stage: record.stage,
    cloudsFile: folders.cloudsFile,
    password: record.password,
    endpoints: Object.fromEntries([
      ['identity', `${context.address('keystone')}/v3`],
      ...services.flatMap((service) => service.catalog?.(context) ?? []).map(({ type, url }) => [type, url]),
    ]) as Record<string, string>,
    processNames: processes.map((process) => process.name),
    pids: () => supervisor.pids(),
    stopService: async (name) => supervisor.stop(processOf(name).name),
    startService: async (name) => supervisor.start([processOf(name)]),
    takeDown: () => takeDown({ stateDir: folders.root }),
  };
}
