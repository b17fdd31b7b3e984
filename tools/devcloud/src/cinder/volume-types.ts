import { Problem } from '../http/problem.js';
import { isAdmin } from '../keystone/tokens.js';
import type { Cloud } from '../state/cloud.js';
import type { CinderCall } from './cinder-call.js';
import type { VolumeTypeRecord } from './records.js';
import { defaultVolumeType } from './volumes.js';

export const findVolumeType = ({ tables }: Cloud, id: string): VolumeTypeRecord => {
  const wanted = id === 'default' ? defaultVolumeType : id;
  const type = tables.volumeTypes.all().find((one) => one.id === wanted || one.name === wanted);
  if (type === undefined) throw new Problem(404, `Volume type ${id} could not be found.`);
  return type;
};

export const isInUse = ({ tables }: Cloud, { name }: VolumeTypeRecord): boolean =>
  tables.volumes.all().some(({ volumeType }) => volumeType === name);

/** Whether volumes of the type of this name are encrypted. */
export const isEncrypted = ({ tables }: Cloud, typeName: string): boolean =>
  tables.volumeTypes.all().some(({ name, encryption }) => name === typeName && encryption !== undefined);

export const adminOnly = (call: CinderCall, policy: string): void => {
  if (!isAdmin(call.token)) throw new Problem(403, `Policy doesn't allow volume_extension:${policy} to be performed.`);
};
