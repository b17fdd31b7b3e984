/** Throws the one error, or all of them as one; nothing when there is none. */
export function throwAll(errors: readonly Error[]): void {
  const [first, ...others] = errors;
  if (!first) return;
  throw others.length === 0 ? first : new AggregateError(errors, errors.map(({ message }) => message).join(' '));
}
