import { sessionFrom } from '@karbor/openstack';
import { backupsOfVolume } from '../backups-of-volume.js';
import type { Protect } from '../hook-arguments.js';

/** In milliseconds. */
const day = 86_400_000;
/** Whole weeks begin on a Sunday. */
const firstPeriod = Date.UTC(1970, 0, 4);

/**
 * Whether `full_every_days` asks for a full backup: when the volume has none of the period in which the checkpoint was created. It
 * is the same period for all volumes of a checkpoint, though some be newer than others and their copies begin hours later. So
 * their chains begin in one checkpoint, and none after it is based on one before. Each counting by itself, they would
 * begin in different ones: each checkpoint needed the one before it for some volume, and none could ever be deleted.
 */
export async function beginsNewChain({ checkpoint, resource, parameters, context, signal }: Protect): Promise<boolean> {
  const { incremental, full_every_days: days } = parameters;
  if (incremental !== 'auto' || days === undefined) return false;
  const start = startOfPeriod(checkpoint.createdAt, days);
  const backups = await backupsOfVolume(sessionFrom(context.auth), resource.id, signal);
  return !backups.some(
    ({ is_incremental, status, data_timestamp }) => !is_incremental && status === 'available' && instantOf(data_timestamp) >= start,
  );
}

/** In milliseconds since the epoch. */
function startOfPeriod(time: Date, days: number): number {
  const since = time.getTime() - firstPeriod;
  return time.getTime() - (since % (days * day));
}

/** In milliseconds since the epoch. Cinder tells times in UTC and does not say so. */
function instantOf(timestamp: string): number {
  return Date.parse(`${timestamp}Z`);
}
