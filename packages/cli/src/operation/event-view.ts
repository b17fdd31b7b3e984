import type { OperationEvent } from '@karbor/core';
import { errorDocument } from '../output/error.js';
import { partsOf } from './partial-outcome.js';
import type { TextOutput } from '../terminal/text-output.js';
import type { ProgressView } from './progress-view.js';

/** One JSON event a line, on standard output. */
export function eventView(out: TextOutput): ProgressView {
  return { show: (event) => void out.write(`${JSON.stringify(plainEvent(event))}\n`), end: () => undefined };
}

/** An event as JSON takes it: each error as code and message. */
function plainEvent(event: OperationEvent): object {
  if (event.type === 'skip' && event.cause) {
    const { resource, error } = event.cause;
    return { ...event, cause: { resource, error: errorDocument(error) } };
  }
  if (!('error' in event)) return event;
  return { ...event, error: errorDocument(event.error), ...(event.type === 'operation' && partsOf(event.error)) };
}
