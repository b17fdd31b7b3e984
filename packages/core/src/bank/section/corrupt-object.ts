import { KarborError } from '@karbor/plugin-sdk';
import type { ResourceKey } from '@karbor/plugin-sdk';

/** Which object of which resource is being read. */
export interface ObjectPlace {
  readonly resource: ResourceKey;
  readonly name: string;
  /** As the bank knows it. */
  readonly key: string;
  /** From 1, of a stream. */
  readonly chunk?: number;
}

/** The `KARBOR_OBJECT_CORRUPT` of a stored object. */
export function corruptObject(place: ObjectPlace, problem: string, cause?: unknown): KarborError {
  const what = place.chunk === undefined ? `"${place.name}"` : `chunk ${place.chunk} of "${place.name}"`;
  return new KarborError(
    'KARBOR_OBJECT_CORRUPT',
    `${place.resource}: ${what} is not as it was stored: ${problem}. It is "${place.key}" in the bank.`,
    { cause, details: { ...place } },
  );
}
