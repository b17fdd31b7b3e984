import type { CloudContext } from '../cloud/cloud-context.js';

/** A process of a service. */
export interface ServiceProcess {
  /** Its name in records, logs and `stopService`. */
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  readonly environment?: Readonly<Record<string, string>>;
  /** Default: the state's folder. */
  readonly workingFolder?: string;
  /** The processes that must answer before this one starts, and that stop after it; those of stages that do not run do not count. */
  readonly needs: readonly string[];
  /** Whether it does its work, having been started at that time (milliseconds since 1970). May throw while it does not. */
  answers(startedAt: number): Promise<boolean>;
}

/** An address of a service in Keystone's catalog. */
export interface CatalogEntry {
  readonly name: string;
  readonly type: string;
  readonly url: string;
}

/** A part of the cloud: what it is made of, and what to do in which phase. */
export interface Service {
  /** Also the folder of its configuration files: `services/NAME/*.conf` go to the state's `etc/NAME`. */
  readonly name: string;
  /** Debian's packages. */
  readonly packages: readonly string[];
  /** The templates in its folder. */
  readonly templates?: readonly string[];
  /** Made empty before `prepare`. */
  readonly databases?: readonly string[];
  /** Whether it has a user of its name in Keystone's project `service`. */
  readonly hasUser?: boolean;
  catalog?(cloud: CloudContext): readonly CatalogEntry[];
  /** Makes, once for a state, what lies in the state's folder `prepared`. Is begun anew when it was interrupted. */
  prepare?(cloud: CloudContext): Promise<void>;
  /** Goes before each start, and may find everything done already. */
  beforeStart?(cloud: CloudContext): Promise<void>;
  processes(cloud: CloudContext): readonly ServiceProcess[];
  /** Goes once for a fresh state, when all processes answer. */
  seed?(cloud: CloudContext): Promise<void>;
  /** Goes after all processes were stopped. */
  afterStop?(cloud: CloudContext): Promise<void>;
}
