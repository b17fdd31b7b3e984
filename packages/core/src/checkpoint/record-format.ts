import { openRecord, sealRecord } from '../bank/record.js';
import type { RecordPlace } from '../bank/record.js';
import type { CheckpointIdentity, EndRecord, EpochClaim } from './records.js';

const claimFormat = { format: 'epoch', version: 1 };
const endFormat = { format: 'end', version: 1 };

/** Dates as they are stored: in ISO 8601. */
type Stored<Body> = {
  readonly [Name in keyof Body]: Body[Name] extends Date ? string : Body[Name] extends CheckpointIdentity ? Stored<Body[Name]> : Body[Name];
};

export function sealClaim({ identity, claimedAt, ...claim }: EpochClaim): Uint8Array {
  return sealRecord(claimFormat, { ...claim, identity: storedIdentity(identity), claimedAt: claimedAt.toISOString() });
}

export function openClaim(bytes: Uint8Array, place: RecordPlace): EpochClaim {
  const { identity, claimedAt, ...claim } = openRecord(bytes, claimFormat, place) as unknown as Stored<EpochClaim>;
  const { createdAt, ...rest } = identity;
  return { ...claim, identity: { ...rest, createdAt: new Date(createdAt) }, claimedAt: new Date(claimedAt) };
}

export function sealEnd({ endedAt, errors, ...end }: EndRecord): Uint8Array {
  return sealRecord(endFormat, { ...end, errors: errors.map((error) => ({ ...error })), endedAt: endedAt.toISOString() });
}

export function openEnd(bytes: Uint8Array, place: RecordPlace): EndRecord {
  const { endedAt, ...end } = openRecord(bytes, endFormat, place) as unknown as Stored<EndRecord>;
  return { ...end, endedAt: new Date(endedAt) };
}

export function storedIdentity({ createdAt, ...identity }: CheckpointIdentity) {
  return { ...identity, createdAt: createdAt.toISOString() };
}
