/** The key in a server's metadata that says for which freeze Karbor is about to pause or suspend it. */
export const freezeKey = 'karbor_freeze';

/** The key in a server's metadata that marks it as being restored, until it is complete. */
export const restoreKey = 'karbor_restore';

/** What an image is called that is not there to stay. */
export function temporaryName(tag: string): string {
  return `karbor-temporary-${tag}`;
}

/** How errors call a resource: by its name, where it has one, and its id. */
export function nameAndId({ name, id }: { readonly name: string; readonly id: string }): string {
  return name === '' || name === id ? id : `"${name}" (${id})`;
}
