import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Identified, Table, TableListener } from './table.js';

interface StoredRecord {
  readonly sequence: number;
  readonly record: Identified;
}

const fileOf = (id: string): string => `${createHash('sha256').update(id).digest('hex').slice(0, 40)}.json`;

/** Keeps tables in a folder, one JSON file per record, written in the background soon after a change. */
export class RecordFiles implements TableListener {
  readonly #tables = new Map<string, Table<Identified>>();
  readonly #sequences = new Map<string, number>();
  #changed = new Map<string, { table: string; id: string }>();
  #next = 1;
  #flushing: Promise<void> | undefined;

  constructor(private readonly folder: string) {}

  changed(table: string, id: string): void {
    this.#changed.set(`${table}/${id}`, { table, id });
  }

  /** Reads what is there; from now on the table's changes are written. */
  async attach(table: Table<Identified>): Promise<void> {
    this.#tables.set(table.name, table);
    const folder = join(this.folder, table.name);
    await mkdir(folder, { recursive: true });
    const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
    const stored = await Promise.all(
      names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as StoredRecord),
    );
    for (const { sequence, record } of stored.sort((one, other) => one.sequence - other.sequence)) {
      table.load(record);
      this.#sequences.set(`${table.name}/${record.id}`, sequence);
      this.#next = Math.max(this.#next, sequence + 1);
    }
  }

  /** Resolves when every change made before the call is in its file. */
  async flush(): Promise<void> {
    while (this.#changed.size > 0 || this.#flushing !== undefined) {
      this.#flushing ??= this.#writeChanged().finally(() => (this.#flushing = undefined));
      await this.#flushing;
    }
  }

  async #writeChanged(): Promise<void> {
    const changed = this.#changed;
    this.#changed = new Map();
    for (const [key, { table, id }] of changed) await this.#write(key, table, id);
  }

  async #write(key: string, table: string, id: string): Promise<void> {
    const file = join(this.folder, table, fileOf(id));
    const record = this.#tables.get(table)?.get(id);
    if (record === undefined) {
      this.#sequences.delete(key);
      await rm(file, { force: true });
      return;
    }
    const sequence = this.#sequences.get(key) ?? this.#next++;
    this.#sequences.set(key, sequence);
    await writeFile(`${file}.new`, JSON.stringify({ sequence, record }));
    await rename(`${file}.new`, file);
  }
}
