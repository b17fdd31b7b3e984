import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, isGroupAlive } from './process-identity.js';
import type { ProcessIdentity } from './process-identity.js';

/** Ends a process and all of its group: asks first, and kills what is left after the grace (in milliseconds). */
export async function stopProcess(identity: ProcessIdentity, grace = 5000): Promise<void> {
  if (isAlive(identity)) {
    signal(identity, 'SIGTERM');
    for (const end = Date.now() + grace; isAlive(identity) && Date.now() < end; ) await delay(25);
  }
  // Also without a leader: workers may have outlived it.
  while (isGroupAlive(identity)) {
    signal(identity, 'SIGKILL');
    await delay(25);
  }
}

function signal({ pid }: ProcessIdentity, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name);
  } catch (error) {
    // The last of the group may just have ended.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
