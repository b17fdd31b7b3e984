import type { KarborError } from '@karbor/plugin-sdk';
import { resourceKey } from '@karbor/plugin-sdk';
import type { Observable } from 'rxjs';
import type { OperationEvent } from './operation-event.js';

/** All that a stream told until its end. */
export interface ObservedRun {
  readonly events: readonly OperationEvent[];
  /** `undefined`: it completed. */
  readonly error: KarborError | undefined;
}

export function observe(
  stream: Observable<OperationEvent>,
  next: (event: OperationEvent) => void = () => undefined,
): Promise<ObservedRun> {
  return new Promise((resolve) => {
    const events: OperationEvent[] = [];
    stream.subscribe({
      next: (event) => {
        events.push(event);
        next(event);
      },
      error: (error: KarborError) => resolve({ events, error }),
      complete: () => resolve({ events, error: undefined }),
    });
  });
}

/** An event in a few words: `started onMain Test::Thing#1`, `operation done`. */
export function inWords(event: OperationEvent): string {
  switch (event.type) {
    case 'operation':
      return `operation ${event.status}`;
    case 'effect':
      return `effect ${event.status} ${event.kind}`;
    case 'lease':
      return `lease ${event.status}`;
    case 'mapping':
      return `mapping ${resourceKey(event.resource)} ${event.newId}`;
    case 'not-quiesced':
      return `not-quiesced ${resourceKey(event.resource)} by ${event.by.join(', ')}`;
    default: {
      const what = event.type === 'hook' ? event.status : event.type;
      const attempt = 'attempt' in event && event.attempt > 1 ? ` (${event.attempt})` : '';
      return `${what} ${event.hook} ${event.resources.map(resourceKey).join(', ')}${attempt}`;
    }
  }
}
