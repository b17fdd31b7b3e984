interface Needy {
  readonly name: string;
  readonly needs: readonly string[];
}

/**
 * Runs `work` for each, as soon as it was done for those that it needs; with `reversed`, for those that need it. Names of
 * others than those given count for nothing. When one fails, those after it are left out, and all that began are waited for.
 */
export async function inOrderOfNeeds<T extends Needy>(items: readonly T[], work: (item: T) => Promise<void>, reversed = false): Promise<void> {
  const running = new Map<string, Promise<void>>();
  const before = (item: T) =>
    items.filter((other) => (reversed ? other.needs.includes(item.name) : item.needs.includes(other.name)));
  const run = (item: T): Promise<void> => {
    const present = running.get(item.name);
    if (present) return present;
    const own = Promise.all(before(item).map(run)).then(() => work(item));
    running.set(item.name, own);
    return own;
  };
  const outcomes = await Promise.allSettled(items.map(run));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
