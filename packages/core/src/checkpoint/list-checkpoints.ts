import { KarborError } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import type { CheckpointQuery, CheckpointSummary } from './checkpoint.js';
import { compareHints, listPrefix, parseIndexKey, timeSegment } from './index-keys.js';
import type { Hint } from './index-keys.js';
import { readCheckpoint } from './read-checkpoint.js';
import type { CheckpointOwner } from './read-checkpoint.js';

/** How many keys are asked of the bank at once. */
const pageSize = 1000;

type Found = Hint & CheckpointSummary;

/**
 * The checkpoints of an owner by time of creation. Reads index keys only (and one epoch, of the marker).
 * @throws KarborError `KARBOR_QUERY_INVALID`, `KARBOR_CHECKPOINT_NOT_FOUND` for an unknown marker
 */
export async function* listCheckpoints(
  bank: BankSection,
  owner: CheckpointOwner,
  query: CheckpointQuery = {},
): AsyncIterable<CheckpointSummary> {
  checkQuery(query);
  let left = query.limit ?? Infinity;
  if (left === 0) return;
  for await (const { id, status, createdAt } of newestHints(foundFrom(bank, owner, query))) {
    if (isPast(createdAt, query)) return;
    yield { id, status, createdAt };
    left -= 1;
    if (left === 0) return;
  }
}

/** One hint of each checkpoint: those of one follow each other. */
async function* newestHints(hints: AsyncIterable<Found>): AsyncIterable<Found> {
  let newest: Found | undefined;
  for await (const hint of hints) {
    if (newest && newest.id !== hint.id) yield newest;
    newest = newest?.id === hint.id && compareHints(newest, hint) > 0 ? newest : hint;
  }
  if (newest) yield newest;
}

async function* foundFrom(bank: BankSection, owner: CheckpointOwner, query: CheckpointQuery): AsyncIterable<Found> {
  const prefix = listPrefix(owner, query.planId);
  const reverse = query.sortDir === 'desc';
  const limit = Math.min(pageSize, 2 * (query.limit ?? pageSize));
  let marker = await firstMarker(bank, owner, query);
  for (let full = true; full; ) {
    let count = 0;
    const page = { limit, reverse, ...(marker !== undefined && { marker: prefix + marker }) };
    for await (const key of bank.listObjects(prefix, page)) {
      count += 1;
      marker = key.slice(prefix.length);
      const found = parseIndexKey(marker);
      if (found) yield found;
    }
    full = count === limit;
  }
}

/** After which key, in the direction of the listing, it begins. */
async function firstMarker(bank: BankSection, owner: CheckpointOwner, query: CheckpointQuery): Promise<string | undefined> {
  const reverse = query.sortDir === 'desc';
  const markers: string[] = [];
  const bound = reverse ? query.until : query.since;
  if (bound) markers.push(timeSegment(bound));
  if (query.marker !== undefined) {
    const { id, createdAt } = (await readCheckpoint(bank, query.marker, owner)).identity;
    // All its hints start with its name and "/", after which "0" comes.
    markers.push(`${timeSegment(createdAt)}@${id}${reverse ? '/' : '0'}`);
  }
  markers.sort();
  return reverse ? markers[0] : markers.at(-1);
}

function isPast(createdAt: Date, { since, until, sortDir }: CheckpointQuery): boolean {
  if (sortDir === 'desc') return since !== undefined && createdAt < since;
  return until !== undefined && createdAt >= until;
}

function checkQuery({ limit, since, until, sortDir }: CheckpointQuery): void {
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 0)) throw invalid('limit', 'a whole number from 0 on');
  if (since && !isTime(since)) throw invalid('since', 'a time');
  if (until && !isTime(until)) throw invalid('until', 'a time');
  if (sortDir !== undefined && !['asc', 'desc'].includes(sortDir)) throw invalid('sortDir', '"asc" or "desc"');
}

/** Years that have not four digits have no place in the index. */
function isTime(time: Date): boolean {
  const year = time.getUTCFullYear();
  return year >= 0 && year <= 9999;
}

function invalid(name: string, expected: string): KarborError {
  return new KarborError('KARBOR_QUERY_INVALID', `"${name}" of a query for checkpoints must be ${expected}.`, {
    details: { name },
  });
}
