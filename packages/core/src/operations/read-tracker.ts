import type { Json, ListOptions, ReadSection, ReadStreamOptions, StoredObject } from '@karbor/plugin-sdk';

/** A section that notes what has been read to its end, and so was checked against its hashes. */
export class ReadTracker implements ReadSection {
  constructor(
    readonly inner: ReadSection,
    /** Names from the resource's own root. */
    readonly checked: Set<string>,
    readonly prefix = '',
  ) {}

  async getObject(name: string): Promise<Uint8Array> {
    const bytes = await this.inner.getObject(name);
    this.checked.add(this.prefix + name);
    return bytes;
  }

  async getJson(name: string): Promise<Json> {
    const value = await this.inner.getJson(name);
    this.checked.add(this.prefix + name);
    return value;
  }

  listObjects(prefix?: string, options?: ListOptions): AsyncIterable<string> {
    return this.inner.listObjects(prefix, options);
  }

  stat(name: string): Promise<StoredObject> {
    return this.inner.stat(name);
  }

  async *readStream(name: string, options: ReadStreamOptions = {}): AsyncIterable<Uint8Array> {
    yield* this.inner.readStream(name, options);
    if ((options.offset ?? 0) === 0) this.checked.add(this.prefix + name);
  }

  section(prefix: string): ReadSection {
    return new ReadTracker(this.inner.section(prefix), this.checked, `${this.prefix}${prefix}/`);
  }
}

/** Reads, and so checks, all that was not read yet. */
export async function readTheRest(section: ReadSection, checked: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
  for await (const name of section.listObjects()) {
    signal.throwIfAborted();
    if (checked.has(name)) continue;
    const { kind } = await section.stat(name);
    if (kind === 'object') await section.getObject(name);
    else for await (const _chunk of section.readStream(name, { signal })) signal.throwIfAborted();
  }
}
