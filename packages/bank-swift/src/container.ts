import { orAbsent } from '@karbor/openstack';
import type { ObjectStoreClient } from '@karbor/openstack';
import type { Logger } from '@karbor/plugin-sdk';
import { persevere } from './pauses.js';

export interface ContainerOptions {
  readonly swift: ObjectStoreClient;
  readonly name: string;
  /** The milliseconds to wait for Swift, time after time. */
  readonly pauses: readonly number[];
  readonly log: Logger;
}

/** The bank's container. It is created when the first object is put, not before. */
export class Container {
  readonly swift: ObjectStoreClient;
  readonly name: string;
  readonly pauses: readonly number[];
  readonly #log: Logger;
  #creation: Promise<void> | undefined;

  constructor({ swift, name, pauses, log }: ContainerOptions) {
    this.swift = swift;
    this.name = name;
    this.pauses = pauses;
    this.#log = log;
  }

  /** Makes a call that is answered 404 where the container is missing; then creates it and calls again. */
  async created<T extends object>(call: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const result = await orAbsent(call());
    if (result !== undefined) return result;
    // One creation for all calls that miss it at the same time.
    await (this.#creation ??= this.#create());
    // The part of Swift that is asked next may not know of it at once.
    return (await persevere(() => orAbsent(call()), this.pauses, signal)) ?? (await call());
  }

  async #create(): Promise<void> {
    try {
      await this.swift.putContainer(this.name);
      this.#log.info(`There was no container "${this.name}" in Swift: it is created.`);
    } finally {
      this.#creation = undefined;
    }
  }
}
