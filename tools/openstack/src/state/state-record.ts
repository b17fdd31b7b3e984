import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { freePorts } from '../machine/ports.js';
import { stages } from '../services/stage-names.js';
import type { StateFolders } from './state-folders.js';

export const portNames = [
  'mariadb',
  'memcached',
  'epmd',
  'rabbitmq',
  'rabbitmqDistribution',
  'keystone',
  'swift',
  'swiftAccount',
  'swiftContainer',
  'swiftObject',
  'glance',
  'cinder',
  'placement',
  'neutron',
  'nova',
] as const;
export type PortName = (typeof portNames)[number];

const schema = z.object({
  /** The same for the whole life of the state: the catalog's addresses have them. */
  ports: z.record(z.enum(portNames), z.number().int()),
  /** Of all users and databases. */
  password: z.string(),
  /** The services whose database and files are made. */
  prepared: z.array(z.string()),
  /** The services whose first contents (networks, flavors) are made. */
  seeded: z.array(z.string()),
  /** Whether Nova runs real guests; set at the first start. */
  guests: z.boolean(),
  /** The stage of the last start that came to its end; a state without one was never whole. */
  stage: z.enum(stages).optional(),
});
export type StateRecord = z.infer<typeof schema>;

export const newRecord = async (guests: boolean): Promise<StateRecord> => {
  const ports = await freePorts(portNames.length);
  return {
    ports: Object.fromEntries(portNames.map((name, index) => [name, ports[index]])) as Record<PortName, number>,
    password: randomBytes(12).toString('hex'),
    prepared: [],
    seeded: [],
    guests,
  };
};

export const readRecord = ({ recordFile }: StateFolders): StateRecord | undefined =>
  existsSync(recordFile) ? schema.parse(JSON.parse(readFileSync(recordFile, 'utf8'))) : undefined;

export function writeRecord({ root, recordFile }: StateFolders, record: StateRecord): void {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  writeFileSync(`${recordFile}.part`, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${recordFile}.part`, recordFile);
}
