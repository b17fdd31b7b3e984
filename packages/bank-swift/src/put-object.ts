import { createHash } from 'node:crypto';
import { isOpenStackError, orAbsent } from '@karbor/openstack';
import { KarborError } from '@karbor/plugin-sdk';
import type { PutOptions } from '@karbor/plugin-sdk';
import type { Container } from './container.js';
import { changedOnTheWay, overtaken } from './outcomes.js';
import { persevere } from './pauses.js';

export async function putObject(
  container: Container,
  key: string,
  bytes: Uint8Array,
  { ifAbsent = false, signal }: PutOptions = {},
): Promise<void> {
  const etag = createHash('md5').update(bytes).digest('hex');
  const condition = ifAbsent ? { ifNoneMatch: '*' as const } : {};
  const put = () => container.swift.putObject(container.name, key, bytes, { etag, signal, ...condition });
  try {
    const stored = await persevere(
      async () => {
        const receipt = await container.created(put, signal);
        return receipt.superseded ? undefined : receipt;
      },
      container.pauses,
      signal,
    );
    if (!stored) throw overtaken(key);
    if (stored.etag !== undefined && stored.etag !== etag) throw changedOnTheWay(key);
  } catch (error) {
    if (!ifAbsent || !isOpenStackError(error, 'OPENSTACK_PRECONDITION_FAILED')) throw error;
    // What is there may be our own: made by an earlier attempt, whose answer was lost.
    if (!error.noEffect && (await holds(container, key, etag, signal))) return;
    throw new KarborError('KARBOR_OBJECT_EXISTS', `There is an object "${key}" already.`, { cause: error, details: { key } });
  }
}

async function holds({ swift, name }: Container, key: string, etag: string, signal: AbortSignal | undefined): Promise<boolean> {
  const head = await orAbsent(swift.headObject(name, key, { newest: true, signal }));
  return head?.etag === etag;
}
