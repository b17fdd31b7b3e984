import type { OperationEvent } from '@karbor/core';
import { errorDocument } from './error.js';

/** An event as JSON takes it: errors as code and message. */
export function plainEvent(event: OperationEvent): object {
  return 'error' in event ? { ...event, error: errorDocument(event.error) } : event;
}
