import { compareKeys, KarborError, resourceKey } from '@karbor/plugin-sdk';
import { canonicalJson } from '../bank/canonical-json.js';
import { maximumObjectSize } from '../bank/guarded-section.js';
import type { Epoch } from './epoch.js';
import type { ManifestEntry, ManifestLimits, WrittenManifest } from './manifest.js';
import { ManifestTree } from './manifest-tree.js';
import { storedIdentity } from './record-format.js';
import type { Versions } from './records.js';

const defaultLimits: ManifestLimits = { segmentBytes: 4 * 2 ** 20, fanOut: 32 };

/** Bytes of a segment besides its entries. */
const segmentFrame = 100;

/**
 * Writes the manifest of an epoch, in bounded memory. Entries MUST come in `compareKeys` order of their resource keys.
 * @throws KarborError `KARBOR_OBJECT_TOO_LARGE` naming the resource whose entry does not fit an object
 */
export async function writeManifest(
  epoch: Epoch,
  { versions }: { readonly versions: Versions },
  entries: Iterable<ManifestEntry> | AsyncIterable<ManifestEntry>,
  limits: Partial<ManifestLimits> = {},
): Promise<WrittenManifest> {
  const { segmentBytes, fanOut } = { ...defaultLimits, ...limits };
  const tree = new ManifestTree(epoch.section.section(epoch.manifestPrefix), fanOut);
  const segment = { first: '', texts: [] as string[], bytes: 0 };
  let last: string | undefined;
  let resources = 0;
  let size = 0;
  const flush = async (): Promise<void> => {
    if (segment.texts.length > 0) await tree.addSegment(segment.first, segment.texts);
    segment.texts = [];
    segment.bytes = 0;
  };
  for await (const entry of entries) {
    const key = resourceKey(entry.resource);
    if (last !== undefined && compareKeys(last, key) >= 0) throw new Error(`"${key}" came after "${last}".`);
    last = key;
    resources += 1;
    size += entry.objects.reduce((sum, object) => sum + object.size, 0);
    const text = canonicalJson(toJson(entry));
    const bytes = Buffer.byteLength(text) + 1;
    if (bytes + segmentFrame > maximumObjectSize) throw tooLarge(key, bytes);
    if (segment.bytes + bytes + segmentFrame > segmentBytes) await flush();
    if (segment.texts.length === 0) segment.first = key;
    segment.texts.push(text);
    segment.bytes += bytes;
  }
  await flush();
  const { epoch: number, nonce, identity } = epoch;
  const header = { checkpoint: storedIdentity(identity), epoch: number, nonce, versions: { ...versions }, resources, size };
  return { sha256: await tree.finish(header), resources, size };
}

function toJson({ objects, ...entry }: ManifestEntry) {
  return { ...entry, resource: { ...entry.resource }, plugin: { ...entry.plugin }, objects: objects.map(objectToJson) };
}

function objectToJson(object: ManifestEntry['objects'][number]) {
  if (object.kind === 'object') return { ...object };
  const { runs, ...stream } = object;
  const lists = object.lists.map((list) => ({ ...list }));
  return { ...stream, lists, ...(runs && { runs: runs.map((run) => ({ ...run })) }) };
}

function tooLarge(resource: string, bytes: number): KarborError {
  return new KarborError(
    'KARBOR_OBJECT_TOO_LARGE',
    `What is to be known of ${resource} takes ${bytes} bytes and must fit an object of ${maximumObjectSize}: save less information, or store fewer objects.`,
    { details: { resource, size: bytes } },
  );
}
