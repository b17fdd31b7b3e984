import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessIdentity } from './process-identity.js';

export interface ProcessRecord extends ProcessIdentity {
  readonly name: string;
  /** When it was started: milliseconds since 1970. */
  readonly startedAt: number;
}

/** What was started and not yet stopped: a file each, so that a crash between two of them loses neither. */
export class ProcessRecords {
  constructor(private readonly folder: string) {}

  write(record: ProcessRecord): void {
    mkdirSync(this.folder, { recursive: true });
    const path = join(this.folder, record.name);
    writeFileSync(`${path}.part`, JSON.stringify(record));
    renameSync(`${path}.part`, path);
  }

  read(name: string): ProcessRecord | undefined {
    return this.list().find((record) => record.name === name);
  }

  remove(name: string): void {
    rmSync(join(this.folder, name), { force: true });
  }

  list(): ProcessRecord[] {
    if (!existsSync(this.folder)) return [];
    const names = readdirSync(this.folder).filter((name) => !name.endsWith('.part'));
    return names.map((name) => JSON.parse(readFileSync(join(this.folder, name), 'utf8')) as ProcessRecord);
  }
}
