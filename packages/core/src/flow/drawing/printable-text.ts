import { resourceKey } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';

/** A text without what would move a terminal's cursor, break a line or hide itself. */
export function printableText(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** A resource as drawings name it: `type#id (name)`. */
export function resourceTitle(resource: Resource): string {
  const name = resource.name === '' ? '' : ` (${resource.name})`;
  return printableText(resourceKey(resource) + name);
}
