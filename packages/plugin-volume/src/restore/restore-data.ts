import type { Progress } from '@karbor/plugin-sdk';
import type { Restore } from '../hook-arguments.js';
import { fromBackup } from './from-backup.js';
import { fromBank } from './from-bank.js';
import { fromSnapshot } from './from-snapshot.js';

/** Makes a volume with the data of the checkpoint, from wherever the copy is. */
export function restoreData(args: Restore): AsyncGenerator<Progress> {
  const { copy } = args.savedInfo;
  switch (copy.mode) {
    case 'image':
      return fromBank(args, copy);
    case 'backup':
      return fromBackup(args, copy);
    case 'snapshot':
      return fromSnapshot(args, copy);
  }
}
