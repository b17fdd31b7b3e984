import { KarborError } from './errors.js';
import type { Json } from './json.js';

/** The type and id of a resource: all that it takes to name it. */
export interface ResourceReference {
  /** Such as `OS::Cinder::Volume`. MUST NOT contain `#` and MUST NOT be empty. */
  readonly type: string;
  /** Unique within the type, not across types. MUST NOT be empty. */
  readonly id: string;
}

/** Something that can be protected. */
export interface Resource extends ResourceReference {
  readonly name: string;
  /** What a protectable wants its dependents and its plugin to see, such as a server's boot image. No secrets. */
  readonly extraInfo?: Readonly<Record<string, Json>>;
}

/** `type#id`, the one key by which a resource is known. */
export type ResourceKey = `${string}#${string}`;

/** The key of a resource: `type#id`, never the id alone. */
export function resourceKey(resource: ResourceReference): ResourceKey {
  return `${resource.type}#${resource.id}`;
}

/**
 * Takes a key apart at its first `#`.
 * @throws KarborError `KARBOR_RESOURCE_INVALID` when there is no `#`, no type or no id
 */
export function parseResourceKey(key: string): ResourceReference {
  const hash = key.indexOf('#');
  if (hash < 1 || hash === key.length - 1) {
    throw new KarborError('KARBOR_RESOURCE_INVALID', `"${key}" is not a resource: write it as TYPE#ID.`);
  }
  return { type: key.slice(0, hash), id: key.slice(hash + 1) };
}
