const temporaryPrefix = 'karbor-temporary-';

/** What a volume or image is called that is not there to stay, or not finished yet. */
export function temporaryName(tag: string): string {
  return `${temporaryPrefix}${tag}`;
}

/** Whether a volume is one that Karbor made for itself; never protected. */
export function isTemporary(name: string | null): boolean {
  return name?.startsWith(temporaryPrefix) ?? false;
}

/** How errors call a resource: by its name, where it has one, and its id. */
export function nameAndId(name: string | null, id: string): string {
  return name === null || name === '' || name === id ? id : `"${name}" (${id})`;
}
