import type { Disks, GuestWriter, GuestWriterOptions } from './disks.js';
import type { Faults } from './faults.js';
import type { Inventory } from './inventory.js';
import type { RequestLog } from './request-log.js';
import type { Seed } from './seed.js';

export interface DevcloudProject {
  readonly id: string;
  readonly name: string;
}

export interface DevcloudUser {
  readonly id: string;
  readonly name: string;
  readonly password: string;
  /** The project that `cloudConfig` scopes to. */
  readonly projectName: string;
}

/** One entry of `clouds:` in a `clouds.yaml`. */
export interface CloudConfig {
  readonly auth: {
    readonly auth_url: string;
    readonly username: string;
    readonly password: string;
    readonly project_name: string;
    readonly user_domain_name: string;
    readonly project_domain_name: string;
  };
  readonly region_name: string;
  readonly interface: string;
  readonly identity_api_version: string;
}

/** A running cloud. It listens on 127.0.0.1 only. */
export interface Devcloud {
  /** Such as `http://127.0.0.1:40123`; each service has a prefix below it: `/identity`, `/image`, `/volume`, `/compute`, `/network`, `/object-store`. */
  readonly url: string;
  /** Keystone's address, such as `http://127.0.0.1:40123/identity/v3`. */
  readonly authUrl: string;
  /** `admin`, then those of the options. */
  readonly projects: readonly DevcloudProject[];
  readonly users: readonly DevcloudUser[];
  /** By name; throws when there is none. */
  project(name: string): DevcloudProject;
  /** The entry of user `name` (default `demo`); throws when there is none. */
  cloudConfig(name?: string): CloudConfig;
  /** A whole `clouds.yaml` with one entry per user, named as the user. */
  cloudsYaml(): string;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly disks: Disks;
  readonly seed: Seed;
  /** What exists now, of one project or of all. Also `GET /devcloud/inventory?project_id=…`. */
  inventory(projectId?: string): Inventory;
  /** Resolves when no state change is under way (nothing is `creating`, `pausing`, …). */
  settled(): Promise<void>;
  /**
   * From now on `creating` stays `creating` and `pausing` stays `pausing`, until the returned function is called: for tests that
   * look at what lies between. Work that has already begun goes on. `settled()` waits for the release.
   */
  holdTransitions(): () => void;
  startGuestWriter(options: GuestWriterOptions): GuestWriter;
  /** Stops listening, breaks what is connected, drops what is under way and, with a folder, writes all state. Callable twice. */
  stop(): Promise<void>;
}
