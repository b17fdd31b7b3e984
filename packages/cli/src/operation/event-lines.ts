import type { OperationEvent } from '@karbor/core';
import type { Resource } from '@karbor/plugin-sdk';
import { codeOf, errorChain } from '../output/error-chain.js';
import { bytes } from '../output/units.js';

type EventOf<Type extends OperationEvent['type']> = Extract<OperationEvent, { type: Type }>;

/** An event as a line for people, where it is worth one. `moved`: the bytes that its hook has moved so far. */
export function eventLine(event: OperationEvent, moved: number): string | undefined {
  switch (event.type) {
    case 'operation':
      return operationLine(event);
    case 'hook':
      return hookLine(event, moved);
    case 'progress':
      // How far it is, is told when it ends.
      return event.done === undefined && event.message !== undefined ? `· ${hookName(event)}: ${event.message}` : undefined;
    case 'retry':
      return `↻ ${hookName(event)} failed and runs again in ${event.delayMs / 1000} s: ${event.error.message}`;
    case 'effect':
      return effectLine(event);
    case 'skip':
      return undefined;
  }
}

/** Whether a hook failed only because it was told to stop. */
export function isStopped(event: OperationEvent): boolean {
  if (event.type !== 'hook' || event.status !== 'failed') return false;
  return [...errorChain(event.error)].some((error) => codeOf(error) === 'KARBOR_CANCELLED' || error.name === 'AbortError');
}

function operationLine(event: EventOf<'operation'>): string | undefined {
  switch (event.status) {
    case 'started':
      return `${event.operation}: checkpoint ${event.checkpointId}`;
    case 'cancelling':
      return 'Cancelling: what was made is being released …';
    default:
      return undefined;
  }
}

function hookLine(event: EventOf<'hook'>, moved: number): string {
  switch (event.status) {
    case 'started':
      return `▸ ${hookName(event)}`;
    case 'ended':
      return `✓ ${hookName(event)}${moved > 0 ? ` (${bytes(moved)})` : ''}`;
    case 'failed':
      return isStopped(event) ? `■ ${hookName(event)} stopped` : `✗ ${hookName(event)}: ${event.error.message}`;
    case 'abandoned':
      return `✗ ${hookName(event)} does not end: it is left alone`;
  }
}

function effectLine(event: EventOf<'effect'>): string | undefined {
  const effect = `${event.kind} of ${names([event.resource])}`;
  switch (event.status) {
    case 'acquire-failed':
    case 'release-failed':
      return `! ${effect} (${event.tag}): ${event.error.message}`;
    case 'released':
      return `· ${effect} released`;
    default:
      return undefined;
  }
}

function hookName({ hook, resources }: EventOf<'hook' | 'progress' | 'retry'>): string {
  return `${hook} of ${names(resources)}`;
}

function names([first, ...others]: readonly Resource[]): string {
  if (!first) return 'nothing';
  return `${first.type} ${first.name || first.id}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}
