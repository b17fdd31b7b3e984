import { counts } from '../doors/call-gate.js';
import type { Call } from '../doors/call-gate.js';
import { isCut, troubleKinds } from '../doors/trouble.js';
import type { TroubleKind } from '../doors/trouble.js';
import type { UndisturbedCalls } from './lane.js';
import { operationNames, ways } from './point.js';
import type { Point } from './point.js';

/**
 * All points: each operation, cut off before every call that counts and after every one that changes something, and with
 * every call going wrong; and both ways to go on.
 */
export function allPoints(undisturbed: UndisturbedCalls): readonly Point[] {
  return operationNames.flatMap((operation) =>
    troubleKinds.flatMap((kind) =>
      undisturbed[operation]
        .filter((call) => counts(kind, call))
        .flatMap((call, index) => (isDistinct(kind, call) ? ways.map((way) => ({ operation, kind, at: index + 1, way })) : [])),
    ),
  );
}

/** What cannot be told from another kind of trouble with the same call, or from the same with the next one, is left out. */
function isDistinct(kind: TroubleKind, { side, changes }: Call): boolean {
  // A bank that gives a call up says so.
  if (kind === 'timeout') return side === 'cloud';
  return changes || (kind !== 'cut-after' && kind !== 'lost-answer');
}

/** Of points that are not cuts, one way each, now the one, now the other: as telling as both, in little more than half the time. */
export function oneWayEach(points: readonly Point[]): readonly Point[] {
  return points.filter(({ kind, at, way }) => isCut(kind) || way === ways[at % ways.length]);
}

/** The same points in an order of which every beginning is spread evenly over all. `offset`: from 0 to 1, where it begins. */
export function spread<Item>(items: readonly Item[], offset = 0): readonly Item[] {
  const golden = (Math.sqrt(5) - 1) / 2;
  return items
    .map((item, index) => ({ item, place: (index * golden + offset) % 1 }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
