import type { JournalWriter } from '../journal/journal-writer.js';
import type { MemberAttempt } from './member-attempt.js';

/**
 * Drops what attempts of hooks left, each given by its members. What they stored is deleted only when it is durable that it
 * does not count: else an operation that goes on would look for it.
 */
export async function undoAttempts(journal: JournalWriter, attempts: readonly (readonly MemberAttempt[])[]): Promise<void> {
  if (attempts.length === 0) return;
  for (const members of attempts) {
    const [first] = members;
    if (!first) continue;
    const { hook, number: attempt } = first;
    journal.append({ type: 'hook-undone', hook, attempt, resources: members.map(({ key }) => key) });
  }
  const recorded = journal.durable().then(
    () => true,
    () => false,
  );
  await Promise.all(attempts.flat().map((member) => member.drop(recorded)));
}
