import type { Protect } from '../hook-arguments.js';
import { serverDescription } from '../saved-info.js';
import type { ServerDescription } from '../saved-info.js';

/** What the first hook saw of the server. */
export function savedServer({ state }: Pick<Protect, 'state'>): ServerDescription {
  return serverDescription.parse(state['server']);
}

/** Whether the server has a disk of its own whose bytes go into the bank. */
export function storesRootDisk(args: Pick<Protect, 'state' | 'parameters'>): boolean {
  return savedServer(args).boot.from === 'image' && args.parameters.root_disk === 'snapshot';
}
