const start = 'Karbor checkpoint ';

/** What a snapshot or backup says of itself in the cloud. */
export function checkpointDescription(checkpointId: string): string {
  return `${start}${checkpointId}`;
}

/** The checkpoint that a snapshot or backup says it belongs to. */
export function checkpointOf(description: string | null): string | undefined {
  return description?.startsWith(start) ? description.slice(start.length) : undefined;
}
