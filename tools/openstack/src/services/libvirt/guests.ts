import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { identify, isAlive } from '../../processes/process-identity.js';
import type { ProcessIdentity } from '../../processes/process-identity.js';
import type { StateFolders } from '../../state/state-folders.js';

/** Kills the guests of a cloud: libvirtd lets them run on when it ends. */
export async function killGuests(folders: StateFolders): Promise<void> {
  const guests = guestsOf(folders);
  for (const { pid } of guests) process.kill(pid, 'SIGKILL');
  while (guests.some(isAlive)) await delay(25);
}

/** They are known by their disks and consoles, which lie in the state. */
function guestsOf({ var: folder }: StateFolders): ProcessIdentity[] {
  return readdirSync('/proc').flatMap((name) => {
    const identity = /^\d+$/.test(name) ? identify(Number(name)) : undefined;
    if (!identity || !isAlive(identity)) return [];
    const [program = '', ...args] = commandLine(name);
    return program.includes('qemu-system') && args.some((argument) => argument.includes(`${folder}/nova/`)) ? [identity] : [];
  });
}

function commandLine(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
