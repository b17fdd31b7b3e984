import { isCut, troubleKinds } from '../doors/trouble.js';
import type { TroubleKind } from '../doors/trouble.js';
import type { Call } from '../doors/call-gate.js';
import type { UndisturbedCalls } from './lane.js';
import { operationNames, ways } from './point.js';
import type { OperationName, Point } from './point.js';

/**
 * All points: each operation, cut off before every call and after every call that changes something, in both ways; and
 * with every call going wrong, in one way or the other.
 */
export function allPoints(undisturbed: UndisturbedCalls): readonly Point[] {
  return operationNames.flatMap((operation) =>
    undisturbed[operation].flatMap((call, index) =>
      troubleKinds.filter((kind) => isDistinct(kind, call)).flatMap((kind) => pointsOf(operation, kind, index + 1)),
    ),
  );
}

/** After a call without effect all is as before it. */
function isDistinct(kind: TroubleKind, { changes }: Call): boolean {
  return changes || (kind !== 'cut-after' && kind !== 'lost-answer');
}

function pointsOf(operation: OperationName, kind: TroubleKind, at: number): readonly Point[] {
  const both = ways.map((way) => ({ operation, kind, at, way }));
  return isCut(kind) ? both : both.filter((_, index) => index === at % ways.length);
}

/** The same points in an order of which every beginning is spread evenly over all. */
export function spread<Item>(items: readonly Item[]): readonly Item[] {
  const golden = (Math.sqrt(5) - 1) / 2;
  return items
    .map((item, index) => ({ item, place: (index * golden) % 1 }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
