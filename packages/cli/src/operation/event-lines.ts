import type { OperationEvent } from '@karbor/core';
import type { Resource } from '@karbor/plugin-sdk';

/** An event as a line for people, where it is worth one. */
export function eventLine(event: OperationEvent): string | undefined {
  switch (event.type) {
    case 'operation':
      return operationLine(event);
    case 'hook':
      if (event.status === 'failed') return `✗ ${event.hook} of ${names(event.resources)}: ${event.error.message}`;
      if (event.status === 'abandoned') return `✗ ${event.hook} of ${names(event.resources)} does not end: left alone`;
      return `${event.status === 'started' ? '▸' : '✓'} ${event.hook} of ${names(event.resources)}`;
    case 'retry':
      return `↻ ${event.hook} of ${names(event.resources)} failed and runs again in ${event.delayMs / 1000} s: ${event.error.message}`;
    case 'effect':
      if (event.status === 'release-failed' || event.status === 'acquire-failed') {
        return `! ${event.kind} ${event.tag} of ${names([event.resource])}: ${event.error.message}`;
      }
      return event.status === 'released' ? `  ${event.kind} of ${names([event.resource])} released` : undefined;
    case 'progress':
    case 'skip':
      return undefined;
  }
}

function operationLine(event: Extract<OperationEvent, { type: 'operation' }>): string | undefined {
  switch (event.status) {
    case 'started':
      return `${event.operation}: checkpoint ${event.checkpointId}`;
    case 'cancelling':
      return 'Cancelling: what was made is being released …';
    default:
      return undefined;
  }
}

function names(resources: readonly Resource[]): string {
  const [first, ...others] = resources;
  if (!first) return 'nothing';
  return `${first.type} ${first.name || first.id}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}
