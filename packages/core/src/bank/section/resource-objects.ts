import type { NamedObjectRecord, ObjectRecord, ObjectsDelta } from './object-record.js';

/** The objects of one resource that count: what the manifest lists, and what hooks that ended left. */
export declare class ResourceObjects {
  constructor(records?: Iterable<NamedObjectRecord>);
  get(name: string): ObjectRecord | undefined;
  /** In UTF-8 byte order of the names. */
  records(): readonly NamedObjectRecord[];
  apply(delta: ObjectsDelta): void;
}
