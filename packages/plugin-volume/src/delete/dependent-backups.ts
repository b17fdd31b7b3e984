import type { Backup } from '@karbor/openstack';

type ChainLink = Pick<Backup, 'id' | 'status' | 'is_incremental' | 'data_timestamp' | 'created_at'>;

/**
 * The backups that are based on `base`, which has some, directly or through others, the oldest first: of the same volume,
 * newer, and made before the next full one. Cinder tells of a backup that others depend on it, and not which. Where the
 * next full one was not finished yet, or of the same second, when they were begun, it is any newer one.
 */
export function dependentBackups<T extends ChainLink>(base: ChainLink, ofVolume: readonly T[]): T[] {
  const newer = ofVolume.filter((one) => one.id !== base.id && isNewer(one, base)).toSorted(compareAge);
  const end = newer.findIndex(({ is_incremental, status }) => !is_incremental && status === 'available');
  const before = incrementalOf(end === -1 ? newer : newer.slice(0, end));
  return before.length > 0 ? before : incrementalOf(newer);
}

function incrementalOf<T extends ChainLink>(backups: readonly T[]): T[] {
  return backups.filter(({ is_incremental }) => is_incremental);
}

/** Cinder's clock has whole seconds: of two within one the incremental one came later. */
function isNewer(one: ChainLink, base: ChainLink): boolean {
  const order = compareAge(one, base);
  return order > 0 || (order === 0 && one.is_incremental);
}

/** Cinder bases a backup on the one with the newest data. */
function compareAge(a: ChainLink, b: ChainLink): number {
  return compareText(a.data_timestamp, b.data_timestamp) || compareText(a.created_at, b.created_at);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
