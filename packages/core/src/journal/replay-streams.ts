import type { HookName, ResourceKey } from '@karbor/plugin-sdk';
import type { StoredPart, StoredRun } from '../bank/section/stored-part.js';
import type { JournalEntry, StreamStoredEntry } from './journal-entry.js';

/** What a journal tells of streams whose hooks did not come to an end. */
export class StreamReplay {
  /** By resource and hook, then by name. */
  readonly #cut = new Map<string, Map<string, GrowingPart>>();

  take(entry: JournalEntry): void {
    if (entry.type === 'stream-stored') this.#grow(entry);
    else if (entry.type === 'hook-ended') {
      for (const { resource } of entry.members) this.#cut.delete(keyOf(resource, entry.hook));
    } else if (entry.type === 'hook-undone' && entry.keepsStreams !== true) {
      for (const resource of entry.resources) this.#cut.delete(keyOf(resource, entry.hook));
    }
  }

  /** What is stored of a stream that a resource's hook did not come to end. */
  part(resource: ResourceKey, hook: HookName, name: string): StoredPart | undefined {
    return this.#cut.get(keyOf(resource, hook))?.get(name);
  }

  #grow({ resource, hook, name, position, identity, chunkSize, ...run }: StreamStoredEntry): void {
    const key = keyOf(resource, hook);
    const streams = this.#cut.get(key) ?? new Map<string, GrowingPart>();
    this.#cut.set(key, streams);
    let part = streams.get(name);
    if (position === 1 || !part) streams.set(name, (part = new GrowingPart(identity, chunkSize)));
    part.cut(position - 1);
    part.add(run);
  }
}

class GrowingPart implements StoredPart {
  readonly runs: (StoredRun & { sha256: string[] })[] = [];

  constructor(
    readonly identity: string,
    readonly chunkSize: number,
  ) {}

  /** Keeps so many chunks. */
  cut(chunks: number): void {
    let left = chunks;
    for (const run of this.runs) {
      run.sha256.length = Math.min(run.sha256.length, left);
      left -= run.sha256.length;
    }
    while (this.runs.at(-1)?.sha256.length === 0) this.runs.pop();
  }

  add({ prefix, first, sha256 }: StoredRun): void {
    const last = this.runs.at(-1);
    if (last?.prefix === prefix && last.first + last.sha256.length === first) last.sha256.push(...sha256);
    else this.runs.push({ prefix, first, sha256: [...sha256] });
  }
}

function keyOf(resource: ResourceKey, hook: HookName): string {
  return `${hook} ${resource}`;
}
