/** An error, and all that led to it, each once. */
export function* errorChain(error: unknown): Iterable<Error> {
  // A set goes through what is added meanwhile, too.
  const found = new Set([error]);
  for (const one of found) {
    if (!(one instanceof Error)) continue;
    yield one;
    found.add(one.cause);
    for (const each of one instanceof AggregateError ? (one.errors as readonly unknown[]) : []) found.add(each);
  }
}

/** The `code` of an error that has one. */
export function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
