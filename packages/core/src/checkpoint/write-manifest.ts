import type { Versions } from './records.js';
import type { Epoch } from './epoch.js';
import type { ManifestEntry, ManifestLimits, WrittenManifest } from './manifest.js';

/**
 * Writes the manifest of an epoch, in bounded memory. Entries MUST come in `compareBytes` order of their resource keys.
 * @throws KarborError `KARBOR_OBJECT_TOO_LARGE` naming the resource whose entry does not fit an object
 */
export declare function writeManifest(
  epoch: Epoch,
  header: { readonly versions: Versions },
  entries: Iterable<ManifestEntry> | AsyncIterable<ManifestEntry>,
  limits?: Partial<ManifestLimits>,
): Promise<WrittenManifest>;
