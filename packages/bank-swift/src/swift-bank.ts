import { orAbsent } from '@karbor/openstack';
import { KarborError } from '@karbor/plugin-sdk';
import type { BankPlugin, Logger } from '@karbor/plugin-sdk';
import { checkKey } from './check-key.js';
import { Container } from './container.js';
import { deleteObject } from './delete-object.js';
import { listKeys } from './list-keys.js';
import { putObject } from './put-object.js';
import { swiftFailure } from './swift-failure.js';
import type { Place } from './swift-failure.js';

export interface SwiftBankOptions extends Place {
  readonly log: Logger;
  /** The milliseconds to wait for Swift, time after time, where it is not of one mind with itself. */
  readonly pauses: readonly number[];
  /** How long, in milliseconds, it may take until one of two overlapping creations of an object is gone. */
  readonly settleMs: number;
}

/** Keeps each object as one of Swift, under its own key, all in one container. */
export function swiftBank({ log, pauses, settleMs, ...place }: SwiftBankOptions): BankPlugin {
  const container = new Container({ swift: place.session.objectStore, name: place.container, pauses, log });

  async function onObject<T>(doing: string, key: string, run: () => Promise<T>): Promise<T> {
    try {
      checkKey(key);
      return await run();
    } catch (error) {
      throw await swiftFailure(`${doing} "${key}"`, error, place);
    }
  }

  return {
    features: { ifAbsent: { settleMs }, consistency: 'eventual' },

    putObject: (key, bytes, options) => onObject('store', key, () => putObject(container, key, bytes, options)),

    getObject: (key, options) =>
      onObject('read', key, async () => {
        const object = await orAbsent(container.swift.readObject(container.name, key, { newest: true, ...options }));
        if (object) return object.bytes;
        throw new KarborError('KARBOR_OBJECT_NOT_FOUND', `There is no object "${key}".`, { details: { key } });
      }),

    deleteObject: (key, options) => onObject('delete', key, () => deleteObject(container, key, options?.signal)),

    async *listObjects(prefix, options) {
      try {
        yield* listKeys(container, prefix, options);
      } catch (error) {
        throw await swiftFailure(`list "${prefix}"`, error, place);
      }
    },

    close: () => place.session.close(),
  };
}
