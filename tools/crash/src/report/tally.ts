import { troubleKinds } from '../doors/trouble.js';
import type { TroubleKind } from '../doors/trouble.js';
import type { Finding } from '../sweep/experiment.js';
import { operationNames } from '../sweep/point.js';
import type { OperationName } from '../sweep/point.js';

/** Where experiments are made: in one process, or with real processes on a bank. */
export const places = ['one process', 'processes, file bank', 'processes, Swift'] as const;
export type Where = (typeof places)[number];

/** One line of the table. */
export interface Row {
  readonly operation: OperationName;
  readonly what: string;
  readonly points: number;
  readonly tried: number;
  /** It went on where it had stopped. */
  readonly resumed: number;
  /** All that it had made was released. */
  readonly swept: number;
  /** Nothing had begun, and a new one was made. */
  readonly anew: number;
  /** All had been done, or it went well all the same. */
  readonly ended: number;
  /** It ended before the call. */
  readonly unreached: number;
  /** Experiments after which anything was not as it must be. */
  readonly leaks: number;
}

const names: Readonly<Record<TroubleKind, string>> = {
  'cut-before': 'killed before a call',
  'cut-after': 'killed after a call took effect',
  error: 'a call is refused',
  timeout: 'a call is not answered',
  'lost-answer': 'the answer of a call is lost',
  gone: 'the bank or the cloud refuses everything from a call on',
  hang: 'the bank or the cloud answers nothing from a call on',
  deaf: 'all answers of the bank or the cloud are lost from a call on',
};

/** Sums up experiments, a row for each operation and kind of trouble that there was. */
export function tally(where: Where, points: readonly Finding['point'][], findings: readonly Finding[]): readonly Row[] {
  return operationNames.flatMap((operation) =>
    troubleKinds.flatMap((kind) => {
      const isOfRow = (point: Finding['point']) => point.operation === operation && point.kind === kind;
      const own = findings.filter(({ point }) => isOfRow(point));
      const all = points.filter(isOfRow).length;
      if (all === 0) return [];
      const count = (...hows: readonly Finding['how'][]) => own.filter(({ how }) => hows.includes(how)).length;
      const row: Row = {
        ...{ operation, what: where === 'one process' ? names[kind] : `${names[kind]} (${where})`, points: all, tried: own.length },
        ...{ resumed: count('resumed'), swept: count('swept'), anew: count('begun anew') },
        ...{ ended: count('had ended', 'held'), unreached: count('not reached') },
        leaks: own.filter(({ problems }) => problems.length > 0).length,
      };
      return [row];
    }),
  );
}

/** Where the experiments of a row were made, as its `what` tells. */
export function placeOfRow(what: string): Where {
  return places.find((place) => what.endsWith(` (${place})`)) ?? 'one process';
}

/** As many experiments tell whether an operation that is killed can be resumed at all. */
const telling = 12;

/** Rows that cannot be: kills of which none was resumed, or that hit nothing, have not been kills. */
export function implausible(rows: readonly Row[]): readonly Row[] {
  return rows.filter(({ what, tried, resumed, unreached }) => what.startsWith('killed') && tried >= telling && (resumed === 0 || unreached > tried / 4));
}
