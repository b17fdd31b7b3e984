import { compareKeys, isKarborError, resourceKey } from '@karbor/plugin-sdk';
import type { Json } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import { joinKey } from '../bank/object-key.js';
import { corruptRecord, decodeRecord, sha256 } from '../bank/record.js';
import type { RecordFormat, RecordPlace } from '../bank/record.js';
import { nodeFormat, rootFormat, rootKey, segmentFormat } from './manifest-format.js';
import type { ManifestNode, ManifestRoot, TreeReference } from './manifest-format.js';
import type { ManifestEntry } from './manifest.js';

/** How many segments are remembered: some 4 MiB of JSON each. */
const segmentsInMemory = 4;

type Entries = ReadonlyMap<string, ManifestEntry>;

/** Reads the parts of a manifest, each against the hash that its parent has of it. */
export class ManifestReader {
  readonly #section: BankSection;
  /** By key, the least recently used first. */
  readonly #segments = new Map<string, Promise<Entries>>();

  constructor(section: BankSection) {
    this.#section = section;
  }

  async root(hash: string): Promise<ManifestRoot> {
    return (await this.#read(rootKey, hash, rootFormat)) as unknown as ManifestRoot;
  }

  /** Goes down to the one segment that may hold `key`. */
  async find(root: ManifestRoot, key: string): Promise<ManifestEntry | undefined> {
    let { children } = root;
    for (let { level } = root; level > 0; level--) {
      const node = lastUpTo(children, key);
      if (!node) return undefined;
      ({ children } = await this.#node(node));
    }
    const segment = lastUpTo(children, key);
    return segment && (await this.#remembered(segment)).get(key);
  }

  /** All segments in order. */
  async *segments({ children, level }: ManifestNode & { readonly level: number }): AsyncGenerator<TreeReference> {
    if (level === 0) {
      yield* children;
      return;
    }
    for (const child of children) yield* this.segments({ ...(await this.#node(child)), level: level - 1 });
  }

  /** The keys of everything below a root or node; what is below comes before what leads to it. */
  async *keys({ children, level }: ManifestNode & { readonly level: number }): AsyncGenerator<string> {
    for (const child of children) {
      if (level > 0) yield* this.keys({ ...(await this.#node(child)), level: level - 1 });
      yield child.key;
    }
  }

  /** By resource key, in order. */
  async segment({ key, sha256: hash }: TreeReference): Promise<Entries> {
    const { entries } = (await this.#read(key, hash, segmentFormat)) as unknown as { entries: readonly ManifestEntry[] };
    return new Map(entries.map((entry) => [resourceKey(entry.resource), entry]));
  }

  async #node({ key, sha256: hash }: TreeReference): Promise<ManifestNode> {
    return (await this.#read(key, hash, nodeFormat)) as unknown as ManifestNode;
  }

  #remembered(reference: TreeReference): Promise<Entries> {
    const known = this.#segments.get(reference.key);
    const entries = known ?? this.segment(reference);
    this.#segments.delete(reference.key);
    this.#segments.set(reference.key, entries);
    entries.catch(() => this.#segments.delete(reference.key));
    const [oldest] = this.#segments.keys();
    if (oldest !== undefined && this.#segments.size > segmentsInMemory) this.#segments.delete(oldest);
    return entries;
  }

  async #read(key: string, hash: string, format: RecordFormat): Promise<Json> {
    const place: RecordPlace = { key: joinKey(this.#section.prefix, key), corrupt: 'KARBOR_CHECKPOINT_CORRUPT' };
    const bytes = await this.#section.getObject(key).catch((error: unknown) => {
      throw isKarborError(error, 'KARBOR_OBJECT_NOT_FOUND') ? corruptRecord(place, 'it is missing', error) : error;
    });
    if (sha256(bytes) !== hash) throw corruptRecord(place, 'its hash is another');
    return decodeRecord(bytes, format, place);
  }
}

/** The last reference that starts at `key` or before it. */
function lastUpTo(references: readonly TreeReference[], key: string): TreeReference | undefined {
  let low = 0;
  let high = references.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(references[middle]?.first ?? '', key) <= 0) low = middle + 1;
    else high = middle;
  }
  return references[low - 1];
}
