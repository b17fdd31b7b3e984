import { troubleKinds } from '../doors/trouble.js';
import type { Trouble } from '../doors/trouble.js';

export const operationNames = ['protect', 'restore', 'delete', 'retry'] as const;
/** `retry`: what failed of a checkpoint that is partial, whose good part stays in the cloud, is done again. */
export type OperationName = (typeof operationNames)[number];

/** What is done afterwards: go on with it, or release what it left and begin anew. */
export const ways = ['resume', 'sweep'] as const;
export type Way = (typeof ways)[number];

/** One experiment: an operation goes wrong at its nth call, and then somebody goes on with it or cleans up. */
export interface Point extends Trouble {
  readonly operation: OperationName;
  readonly way: Way;
}

/** Such as `protect:cut-after:17:resume`. */
export function labelOf({ operation, kind, at, way }: Point): string {
  return [operation, kind, at, way].join(':');
}

/** @throws RangeError where no label begins so */
export function checkBeginning(text: string): void {
  const [operation, kind, at = '1'] = text.split(':');
  parsePoint([operation, kind ?? troubleKinds[0], at, ways[0]].join(':'));
}

/** @throws RangeError */
export function parsePoint(label: string): Point {
  const [operation, kind, at, way, ...more] = label.split(':');
  const point = {
    operation: operationNames.find((one) => one === operation),
    kind: troubleKinds.find((one) => one === kind),
    at: Number(at),
    way: ways.find((one) => one === way),
  };
  if (!point.operation || !point.kind || !point.way || !(point.at >= 1) || more.length > 0) {
    throw new RangeError(`${label} is no point such as protect:cut-after:17:resume.`);
  }
  return { operation: point.operation, kind: point.kind, at: point.at, way: point.way };
}
