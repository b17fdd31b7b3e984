import type { Json } from '@karbor/plugin-sdk';
import { openRecord, sealRecord } from '../bank/record.js';
import type { LeaseWindows } from './lease-windows.js';
import type { ProcessIdentity } from './process-identity.js';

/** What the object of a lease holds: the one kind of object that is rewritten. */
export interface LeaseRecord {
  readonly owner: string;
  /** Another with every renewal. */
  readonly counter: number;
  readonly windows: LeaseWindows;
  /** For people. */
  readonly host: string;
  /** For people: by the wall clock, ISO 8601. */
  readonly renewedAt: string;
  /** Where the owner's system tells it. */
  readonly process?: ProcessIdentity;
  /** By the monotonic clock of the owner's machine, before the renewal was sent. */
  readonly sentAt: number;
}

const leaseFormat = { format: 'lease', version: 1 };

/** Below which the leases of a bank are. */
export const leasePrefix = 'leases/';

export const leaseKey = (owner: string) => `${leasePrefix}${owner}`;

export function sealLease(record: LeaseRecord): Uint8Array {
  return sealRecord(leaseFormat, record as unknown as Json);
}

/** @throws KarborError `KARBOR_OBJECT_CORRUPT`, `KARBOR_FORMAT_UNSUPPORTED` */
export function openLease(bytes: Uint8Array, owner: string): LeaseRecord {
  const place = { key: leaseKey(owner), corrupt: 'KARBOR_OBJECT_CORRUPT' } as const;
  return openRecord(bytes, leaseFormat, place) as unknown as LeaseRecord;
}
