/** What was thrown, as an Error: itself, or an Error that tells it. */
export function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  return new Error(typeof thrown === 'string' ? thrown : `Something that is no Error was thrown: ${describe(thrown)}`, {
    cause: thrown,
  });
}

function describe(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return typeof thrown;
  }
}
