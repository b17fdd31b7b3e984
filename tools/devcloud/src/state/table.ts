export interface Identified {
  readonly id: string;
}

export interface TableListener {
  changed(table: string, id: string): void;
}

/** Records by id, in order of insertion. Whoever changes a record in place says so with `save`. */
export class Table<T extends Identified> {
  readonly #records = new Map<string, T>();

  constructor(
    readonly name: string,
    private readonly listener: TableListener,
  ) {}

  get(id: string): T | undefined {
    return this.#records.get(id);
  }

  all(): T[] {
    return [...this.#records.values()];
  }

  filter(keep: (record: T) => boolean): T[] {
    return this.all().filter(keep);
  }

  insert(record: T): T {
    this.#records.set(record.id, record);
    this.listener.changed(this.name, record.id);
    return record;
  }

  /** A record that was deleted meanwhile stays deleted. */
  save(record: T, changes: Partial<T> = {}): T {
    Object.assign(record, changes);
    if (this.#records.get(record.id) === record) this.listener.changed(this.name, record.id);
    return record;
  }

  delete(id: string): void {
    if (this.#records.delete(id)) this.listener.changed(this.name, id);
  }

  /** Puts back what was read from a folder. */
  load(record: T): void {
    this.#records.set(record.id, record);
  }
}
