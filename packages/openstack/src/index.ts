export { isOpenStackError, OpenStackError, orAbsent } from './errors.js';
export type { OpenStackErrorCode, OpenStackErrorDetails } from './errors.js';

export type * from './configuration/cloud-config.js';
export { loadCloud } from './configuration/load-cloud.js';
export type { LoadCloudOptions } from './configuration/load-cloud.js';

export { connect } from './session/connect.js';
export { sessionFrom } from './session/session-from.js';
export { collect } from './session/collect.js';
export { namesProject } from './session/project-in-address.js';
export type * from './session/session.js';
export type * from './session/availability-zone.js';
export type * from './session/call-options.js';
export type * from './session/service-request.js';

export type * from './identity/identity-client.js';
export type * from './identity/project.js';
export type * from './compute/attachment.js';
export type * from './compute/compute-client.js';
export type * from './compute/flavor.js';
export type * from './compute/instance-action.js';
export type * from './compute/server-group.js';
export type * from './compute/server.js';
export type * from './volume/backup.js';
export type * from './volume/group.js';
export type * from './volume/snapshot.js';
export type * from './volume/volume.js';
export type * from './volume/volume-client.js';
export type * from './image/image.js';
export type * from './image/image-client.js';
export { contradictedHash, hashToCompute, imageHashes } from './image/image-hash.js';
export type { ImageHash } from './image/image-hash.js';
export type * from './network/network.js';
export type * from './network/network-client.js';
export type * from './object-store/object-store-client.js';
export type * from './object-store/stored-object.js';
