import { createHash, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import { readJson } from '../http/body.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import { toMicroseconds } from '../state/clock.js';
import type { Cloud } from '../state/cloud.js';
import type { NovaCall } from './nova-call.js';
import type { KeypairRecord } from './records.js';

const creation = z.object({
  keypair: z.object({
    name: z.string().min(1).max(255),
    public_key: z.string().nullish(),
    type: z.enum(['ssh', 'x509']).optional(),
  }),
});

const sized = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** An RSA key as `authorized_keys` wants it; SSH puts a zero before a number whose first bit is set. */
const toOpenSsh = (key: KeyObject): string => {
  const { e = '', n = '' } = key.export({ format: 'jwk' });
  const parts = [
    Buffer.from('ssh-rsa'),
    Buffer.from(e, 'base64url'),
    Buffer.concat([Buffer.from([0]), Buffer.from(n, 'base64url')]),
  ];
  return `ssh-rsa ${Buffer.concat(parts.map(sized)).toString('base64')} Generated-by-Nova`;
};

const fingerprintOf = (publicKey: string): string => {
  const bytes = Buffer.from(publicKey.trim().split(/\s+/)[1] ?? '', 'base64');
  if (bytes.length === 0) throw new Problem(400, 'Keypair data is invalid: failed to generate fingerprint');
  return (createHash('md5').update(bytes).digest('hex').match(/../g) ?? []).join(':');
};

const view = ({ minor }: NovaCall, { name, type, publicKey, fingerprint }: KeypairRecord): object => ({
  name,
  public_key: publicKey,
  fingerprint,
  ...(minor >= 2 && { type }),
});

const generate = promisify(generateKeyPair);

export const addKeypairRoutes = (router: Router<NovaCall>, cloud: Cloud): void => {
  const { keypairs } = cloud.tables;
  const find = ({ token }: NovaCall, name: string): KeypairRecord => {
    const keypair = keypairs.get(`${token.userId}/${name}`);
    if (keypair === undefined) throw new Problem(404, `Keypair ${name} not found for user ${token.userId}`);
    return keypair;
  };
  const insert = (call: NovaCall, name: string, type: string, publicKey: string): KeypairRecord => {
    const { userId, projectId } = call.token;
    const id = `${userId}/${name}`;
    if (keypairs.get(id) !== undefined) throw new Problem(409, `Key pair '${name}' already exists.`);
    return keypairs.insert({
      id,
      userId,
      projectId,
      name,
      type,
      publicKey,
      fingerprint: fingerprintOf(publicKey),
      createdAt: cloud.now(),
    });
  };
  router
    .on('POST', '/os-keypairs', async (call) => {
      const { keypair: asked } = await readJson(call, creation);
      const made = asked.public_key == null ? await generate('rsa', { modulusLength: 2048 }) : undefined;
      const publicKey = made === undefined ? (asked.public_key ?? '') : toOpenSsh(made.publicKey);
      const keypair = insert(call, asked.name, asked.type ?? 'ssh', publicKey);
      const secret =
        made === undefined ? {} : { private_key: made.privateKey.export({ type: 'pkcs8', format: 'pem' }) };
      return {
        status: call.minor >= 2 ? 201 : 200,
        body: { keypair: { ...secret, ...view(call, keypair), user_id: keypair.userId } },
      };
    })
    .on('GET', '/os-keypairs', (call) => ({
      status: 200,
      body: {
        keypairs: keypairs
          .filter(({ userId }) => userId === call.token.userId)
          .map((keypair) => ({ keypair: view(call, keypair) })),
      },
    }))
    .on('GET', '/os-keypairs/:name', (call, { name = '' }) => {
      const keypair = find(call, name);
      const more = {
        user_id: keypair.userId,
        id: 1,
        created_at: toMicroseconds(keypair.createdAt),
        updated_at: null,
        deleted_at: null,
        deleted: false,
      };
      return { status: 200, body: { keypair: { ...view(call, keypair), ...more } } };
    })
    .on('DELETE', '/os-keypairs/:name', (call, { name = '' }) => {
      keypairs.delete(find(call, name).id);
      return { status: call.minor >= 2 ? 204 : 202 };
    });
};
