/**
 * Waits for all of them, also when one fails: nothing may be under way when a hook ends.
 * @throws what the only one failed with, or an `AggregateError`
 */
export async function allSettled(calls: readonly Promise<unknown>[]): Promise<void> {
  const ends = await Promise.allSettled(calls);
  const errors = ends.flatMap((end): unknown[] => (end.status === 'rejected' ? [end.reason] : []));
  if (errors.length > 1) throw new AggregateError(errors, errors.map(String).join(' '));
  if (errors.length === 1) throw errors[0];
}
