import { CloudError } from '../cloud-error.js';
import { isFree } from '../machine/ports.js';
import type { GoldenState } from '../state/golden-state.js';
import type { StateFolders } from '../state/state-folders.js';
import { newRecord, portNames, readRecord, writeRecord } from '../state/state-record.js';
import type { StateRecord } from '../state/state-record.js';

export interface RecordRequest {
  readonly folders: StateFolders;
  readonly golden: GoldenState;
  readonly guests: boolean;
  /** Whether the cloud runs, and so its ports are taken by itself. */
  readonly isRunning: boolean;
  readonly forget: () => Promise<void>;
  readonly log: (line: string) => void;
}

/** Gives the state's record: the one that is there, that of the golden state, or a new one. Throws `CLOUD_STATE`. */
export async function obtainRecord({ folders, golden, guests, isRunning, forget, log }: RecordRequest): Promise<StateRecord> {
  const present = readRecord(folders);
  if (present?.stage !== undefined) {
    if (present.guests !== guests)
      throw new CloudError('CLOUD_STATE', `This state was started ${present.guests ? 'with' : 'without'} real guests: ask for a fresh one.`);
    const taken = isRunning ? undefined : await takenPort(present);
    if (taken === undefined) return present;
    throw new CloudError('CLOUD_STATE', `${taken} is taken by another program: end that, or ask for a fresh state.`);
  }
  // Whatever is there was never whole.
  await forget();
  if (await golden.restore()) {
    const record = readRecord(folders);
    if (record && (await takenPort(record)) === undefined) {
      log('Restored the golden state');
      const own = { ...record, guests };
      writeRecord(folders, own);
      return own;
    }
    await forget();
  }
  const record = await newRecord(guests);
  writeRecord(folders, record);
  return record;
}

async function takenPort({ ports }: StateRecord): Promise<string | undefined> {
  for (const name of portNames) if (!(await isFree(ports[name]))) return `Port ${ports[name]} (${name})`;
  return undefined;
}
