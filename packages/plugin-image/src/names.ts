const temporaryPrefix = 'karbor-temporary-';

/** What an image is called that is not finished yet. */
export function temporaryName(tag: string): string {
  return `${temporaryPrefix}${tag}`;
}

/** Whether an image is one that Karbor made for itself; never protected. */
export function isTemporary(name: string | null): boolean {
  return name?.startsWith(temporaryPrefix) ?? false;
}

/** How errors call an image: by its name, where it has one, and its id. */
export function nameAndId(name: string | null, id: string): string {
  return name === null || name === '' || name === id ? id : `"${name}" (${id})`;
}
