import type { Json, ResourceKey } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank.js';
import { joinKey } from '../object-key.js';
import { loadStream } from './load-stream.js';
import { corruptObject, objectError } from './object-errors.js';
import type { ObjectPlace } from './object-errors.js';
import type { NamedObjectRecord } from './object-record.js';
import { readObject } from './read-object.js';

/** Reads what the records of one resource stand for. */
export class RecordReader {
  readonly #bank: BankSection;
  readonly #resource: ResourceKey;

  constructor(bank: BankSection, resource: ResourceKey) {
    this.#bank = bank;
    this.#resource = resource;
  }

  /** @throws KarborError `KARBOR_OBJECT_CORRUPT`, `KARBOR_OBJECT_KIND` */
  async bytes(record: NamedObjectRecord): Promise<Uint8Array> {
    if (record.kind === 'stream') throw this.#wrongKind(record, 'is a stream: read it with readStream');
    return await readObject(this.#bank, record, this.#place(record));
  }

  /** @throws KarborError `KARBOR_OBJECT_CORRUPT`, `KARBOR_OBJECT_KIND` */
  async json(record: NamedObjectRecord): Promise<Json> {
    const bytes = await this.bytes(record);
    try {
      return JSON.parse(new TextDecoder().decode(bytes)) as Json;
    } catch (cause) {
      throw corruptObject(this.#place(record), 'it is no JSON', cause);
    }
  }

  /** @throws KarborError `KARBOR_OBJECT_CORRUPT`, `KARBOR_OBJECT_KIND`, `KARBOR_OFFSET_INVALID` */
  stream(record: NamedObjectRecord, offset: number, signal: AbortSignal): AsyncIterable<Uint8Array> {
    if (record.kind === 'object') throw this.#wrongKind(record, 'is no stream: read it with getObject');
    return loadStream({ bank: this.#bank, record, place: this.#place(record), offset, signal });
  }

  #place(record: NamedObjectRecord): ObjectPlace {
    const key = record.kind === 'object' ? record.key : record.prefix;
    return { resource: this.#resource, name: record.name, key: joinKey(this.#bank.prefix, key) };
  }

  #wrongKind({ name }: NamedObjectRecord, problem: string) {
    return objectError({ resource: this.#resource, name }, 'KARBOR_OBJECT_KIND', problem);
  }
}
