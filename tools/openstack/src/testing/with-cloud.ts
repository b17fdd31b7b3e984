import { join } from 'node:path';
import { log } from '../cli/say.js';
import { bringUp } from '../cloud/bring-up.js';
import { assertCanRun } from '../cloud/can-run.js';
import type { Cloud } from '../cloud/running-cloud.js';
import { takeDown } from '../cloud/take-down.js';
import { stateFolders } from '../state/state-folders.js';
import { withStateLock } from '../state/state-lock.js';

export interface TestCloudOptions {
  readonly stateDir: string;
  /** Whether its servers are real guests. */
  readonly guests: boolean;
  /** Leaves it up. */
  readonly keep: boolean;
  readonly signal: AbortSignal;
}

/** Brings a cloud up in which nothing is, for `use`, which gives whether all went well; then takes it down. Throws as `bringUp` does. */
export async function withCloud({ stateDir, guests, keep, signal }: TestCloudOptions, use: (cloud: Cloud) => Promise<boolean>): Promise<boolean> {
  assertCanRun(guests);
  // Another run would begin with forgetting the cloud of this one.
  const folders = stateFolders(stateDir);
  return await withStateLock({ ...folders, lockFile: join(folders.root, 'tests.lock') }, async () => {
    try {
      const allIsWell = await use(await bringUp({ stateDir, fresh: true, guests, log, signal }));
      if (!allIsWell) log(`The services' logs are in ${stateDir}/log`);
      return allIsWell;
    } finally {
      if (keep) log(`The cloud is left up, in ${stateDir}`);
      else await takeDown({ stateDir });
    }
  });
}
