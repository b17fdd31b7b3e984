import { KarborError } from '@karbor/plugin-sdk';
import type { KarborErrorCode, ResourceKey } from '@karbor/plugin-sdk';

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

/** What is wrong with an object of a resource. */
export function objectError(
  { resource, name }: Pick<ObjectPlace, 'resource' | 'name'>,
  code: KarborErrorCode,
  problem: string,
): KarborError {
  return new KarborError(code, `${resource}: "${name}" ${problem}.`, { details: { resource, name } });
}

/** What a section answers when its hook has ended. */
export function hookEnded(resource: ResourceKey): KarborError {
  return new KarborError(
    'KARBOR_HOOK_ENDED',
    `${resource}: the hook has ended, and its section takes no more calls. Wait for every call before it ends.`,
    { details: { resource } },
  );
}
