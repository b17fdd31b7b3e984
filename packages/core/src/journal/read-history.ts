import type { KarborError, Logger } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import type { JournalEntry, JournalExtent } from './journal-entry.js';
import { readJournalObjects } from './read-journal.js';

/** Journals that continue each other. */
export interface History {
  /** What counts, oldest first. */
  readonly entries: readonly JournalEntry[];
  /** What writers that were overtaken added after others had gone on: it does not count, but what it made is there. */
  readonly late: readonly JournalEntry[];
  /** How far they were read, for whoever goes on. */
  readonly extents: readonly JournalExtent[];
  /** The prefix of the journal in which an effect begins, by its tag. */
  readonly origins: ReadonlyMap<string, string>;
}

export interface ReadHistoryOptions {
  /** When given, what is damaged of a journal does not count and is said; else it is an error. */
  readonly tolerate?: Logger;
}

/**
 * Reads journals, oldest first. @throws KarborError `KARBOR_JOURNAL_CORRUPT` naming the key, unless it is tolerated
 */
export async function readHistory(
  section: BankSection,
  prefixes: readonly string[],
  { tolerate }: ReadHistoryOptions = {},
): Promise<History> {
  const journals = [];
  for (const prefix of prefixes) journals.push({ prefix, objects: await readObjects(section, prefix, tolerate) });
  const counted = new Map<string, number>();
  for (const { objects } of journals) {
    const [first] = objects[0] ?? [];
    if (first?.type === 'continues') for (const extent of first.journals) counted.set(extent.prefix, extent.objects);
  }
  const intents = journals.flatMap(({ prefix, objects }) =>
    objects.flat().flatMap((entry) => (entry.type === 'effect-intent' ? [[entry.tag, prefix] as const] : [])),
  );
  const parts = journals.map(({ prefix, objects }) => ({ objects, count: counted.get(prefix) ?? objects.length }));
  return {
    entries: parts.flatMap(({ objects, count }) => objects.slice(0, count).flat()),
    late: parts.flatMap(({ objects, count }) => objects.slice(count).flat()),
    // Once cut, a journal stays cut.
    extents: journals.map(({ prefix, objects }) => ({ prefix, objects: counted.get(prefix) ?? objects.length })),
    origins: new Map(intents),
  };
}

const damaged = 'A part of a journal is damaged; what only that part tells of may be left outside. It carries a tag of the form karbor-….';

async function readObjects(
  section: BankSection,
  prefix: string,
  tolerate: Logger | undefined,
): Promise<readonly (readonly JournalEntry[])[]> {
  const objects: (readonly JournalEntry[])[] = [];
  const onDamage = tolerate && ((error: KarborError) => tolerate.warn(damaged, { reason: error.message }));
  for await (const entries of readJournalObjects(section, prefix, onDamage)) objects.push(entries);
  return objects;
}
