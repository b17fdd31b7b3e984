import type { Json } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import { encodeRecord, encodeRecordText, sha256 } from '../bank/record.js';
import { nodeFormat, nodeKey, rootFormat, rootKey, segmentFormat, segmentKey } from './manifest-format.js';
import type { ManifestHeader, TreeReference } from './manifest-format.js';

/** Writes the segments of a manifest and, above them, as many levels as it takes for a root of a few KiB. */
export class ManifestTree {
  readonly #section: BankSection;
  readonly #fanOut: number;
  /** What no node refers to yet: segments first, then nodes level by level. */
  readonly #levels: TreeReference[][] = [[]];
  readonly #counts: number[] = [];
  #underWay: Promise<void> = Promise.resolve();

  constructor(section: BankSection, fanOut: number) {
    this.#section = section;
    this.#fanOut = fanOut;
  }

  /** `entries` are canonical JSON, in order; `first` is the key of the first. */
  async addSegment(first: string, entries: readonly string[]): Promise<void> {
    const bytes = encodeRecordText(segmentFormat, `{"entries":[${entries.join(',')}]}`);
    await this.#add(0, first, segmentKey(this.#next(0)), bytes);
  }

  /** Writes the root when everything else is stored. Gives its SHA-256. */
  async finish(header: ManifestHeader): Promise<string> {
    let level = 0;
    for (; level < this.#levels.length - 1; level++) await this.#raise(level);
    const root = encodeRecord(rootFormat, { ...header, level, children: this.#at(level).map(toJson) });
    await this.#underWay;
    await this.#section.putObject(rootKey, root);
    return sha256(root);
  }

  /** Puts what has come together on a level under a node of the level above. */
  async #raise(level: number): Promise<void> {
    const children = this.#at(level);
    const [first] = children;
    if (!first) return;
    this.#levels[level] = [];
    const bytes = encodeRecord(nodeFormat, { children: children.map(toJson) });
    await this.#add(level + 1, first.first, nodeKey(level + 1, this.#next(level + 1)), bytes);
  }

  async #add(level: number, first: string, key: string, bytes: Uint8Array): Promise<void> {
    // One object is on its way while the next is put together.
    await this.#underWay;
    this.#underWay = this.#section.putObject(key, bytes);
    this.#underWay.catch(() => undefined);
    if (this.#at(level).length === this.#fanOut) await this.#raise(level);
    this.#at(level).push({ first, key, size: bytes.length, sha256: sha256(bytes) });
  }

  #at(level: number): TreeReference[] {
    return (this.#levels[level] ??= []);
  }

  #next(level: number): number {
    return (this.#counts[level] = (this.#counts[level] ?? 0) + 1);
  }
}

function toJson(reference: TreeReference): Json {
  return { ...reference };
}
