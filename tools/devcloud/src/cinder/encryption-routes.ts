import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { readJson } from '../http/body.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import { toMicroseconds } from '../state/clock.js';
import type { Cloud } from '../state/cloud.js';
import type { CinderCall } from './cinder-call.js';
import type { VolumeTypeRecord } from './records.js';
import { adminOnly, findVolumeType, isInUse } from './volume-types.js';

const creation = z.object({
  encryption: z.looseObject({
    provider: z.string().max(255),
    control_location: z.enum(['front-end', 'back-end']),
    cipher: z.string().max(255).nullish(),
    key_size: z.coerce.number().int().nullish(),
  }),
});

const encryptionView = ({ id, encryption }: VolumeTypeRecord): object =>
  encryption === undefined
    ? {}
    : {
        encryption_id: encryption.id,
        volume_type_id: id,
        provider: encryption.provider,
        control_location: encryption.controlLocation,
        cipher: encryption.cipher,
        key_size: encryption.keySize,
        created_at: toMicroseconds(encryption.createdAt),
        updated_at: null,
        deleted_at: null,
        deleted: false,
      };

/** A volume type's encryption: its volumes say that they are encrypted. */
export const addEncryptionRoutes = (router: Router<CinderCall>, cloud: Cloud): void => {
  router
    .on('GET', '/types/:id/encryption', (call, { id = '' }) => {
      adminOnly(call, 'volume_type_encryption:get');
      return { status: 200, body: encryptionView(findVolumeType(cloud, id)) };
    })
    .on('POST', '/types/:id/encryption', async (call, { id = '' }) => {
      adminOnly(call, 'volume_type_encryption:create');
      const body = await readJson(call, creation);
      const { provider, control_location: controlLocation, cipher = null, key_size: keySize = null } = body.encryption;
      const type = findVolumeType(cloud, id);
      if (isInUse(cloud, type)) throw new Problem(400, 'Cannot create encryption specs. Volume type in use.');
      if (type.encryption !== undefined)
        throw new Problem(400, `Volume type encryption for type ${id} already exists.`);
      const encryption = { id: randomUUID(), provider, controlLocation, cipher, keySize, createdAt: cloud.now() };
      cloud.tables.volumeTypes.save(type, { encryption });
      return { status: 200, body };
    });
};
