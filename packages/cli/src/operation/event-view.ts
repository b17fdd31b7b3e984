import type { OperationEvent } from '@karbor/core';
import { errorDocument } from '../output/error.js';
import type { TextOutput } from '../terminal/text-output.js';
import type { ProgressView } from './progress-view.js';

/** One JSON event a line, on standard output. */
export function eventView(out: TextOutput): ProgressView {
  return { show: (event) => void out.write(`${JSON.stringify(plainEvent(event))}\n`), end: () => undefined };
}

/** An event as JSON takes it: its error as code and message. */
function plainEvent(event: OperationEvent): object {
  return 'error' in event ? { ...event, error: errorDocument(event.error) } : event;
}
