import type { Progress } from '@karbor/plugin-sdk';
import type { Protect } from '../hook-arguments.js';
import { volumeDescription } from '../saved-info.js';
import { copyToBackup } from './copy-to-backup.js';
import { copyToBank } from './copy-to-bank.js';
import { keepSnapshot } from './keep-snapshot.js';

const copiers = { image: copyToBank, backup: copyToBackup, snapshot: keepSnapshot };

/** Brings the snapshot's data to where `protect_mode` says. */
export async function* copyData(args: Protect): AsyncGenerator<Progress> {
  const copy = yield* copiers[args.parameters.protect_mode](args);
  args.saveInfo({ volume: volumeDescription.parse(args.state['volume']), copy });
}

/** The snapshot has served, unless it is the copy itself. */
export async function dropSnapshot({ parameters, effects }: Protect): Promise<void> {
  await effects.release('groupSnapshot');
  if (parameters.protect_mode === 'snapshot') return;
  await effects.release('member');
  await effects.release('snapshot');
}
