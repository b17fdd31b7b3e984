/** An error, and all that led to it, each once. */
export function* errorChain(error: unknown): Iterable<Error> {
  const seen = new Set<unknown>();
  const open = [error];
  for (let one = open.shift(); one !== undefined; one = open.shift()) {
    if (!(one instanceof Error) || seen.has(one)) continue;
    seen.add(one);
    yield one;
    open.push(one.cause, ...(one instanceof AggregateError ? (one.errors as readonly unknown[]) : []));
  }
}

/** The `code` of an error that has one. */
export function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
