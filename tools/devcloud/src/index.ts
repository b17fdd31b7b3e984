export { DevcloudError, type DevcloudErrorCode } from './api/devcloud-error.js';
export type { CloudConfig, Devcloud, DevcloudProject, DevcloudUser } from './api/devcloud.js';
export type { DiskRef, Disks, GuestWriter, GuestWriterOptions } from './api/disks.js';
export type { Fault, FaultEffect, FaultRequest, Faults } from './api/faults.js';
export type {
  BackupItem,
  ImageItem,
  Inventory,
  InventoryItem,
  ObjectItem,
  PortItem,
  ServerItem,
  SnapshotItem,
  StatusItem,
  VolumeItem,
} from './api/inventory.js';
export type { DevcloudOptions, ProjectSeed, TransitionKind } from './api/options.js';
export type { LoggedRequest, RequestLog, RequestMatch, ServiceName } from './api/request-log.js';
export type { ImageSeed, Seed, ServerSeed, VolumeSeed } from './api/seed.js';
export { startDevcloud } from './devcloud.js';
