import type { OperationEvent } from '@karbor/core';
import type { Resource } from '@karbor/plugin-sdk';
import { codeOf, errorChain } from '../output/error-chain.js';
import { bytes, duration } from '../output/units.js';

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
      return skipLine(event);
    case 'lease':
      return leaseLine(event);
    case 'mapping':
    case 'not-quiesced':
      // What has become of everything is told at the end.
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
      return `${event.operation}: checkpoint ${event.checkpointId}${operationName(event)}`;
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
    case 'overdue':
      return `! ${effect} (${event.tag}): ${event.error.message}`;
    case 'released': {
      const { heldMs } = event;
      const stood = heldMs === undefined ? '' : `: it stood still for ${duration(heldMs)}`;
      return `· ${effect} released${stood}`;
    }
    default:
      return undefined;
  }
}

/** A resource that has failed itself was told already. */
function skipLine(event: EventOf<'skip'>): string | undefined {
  const { cause, resources } = event;
  if (!cause || resources.some(({ type, id }) => type === cause.resource.type && id === cause.resource.id)) return undefined;
  return `– ${hookName(event)} skipped, because ${names([cause.resource])} has failed`;
}

function leaseLine(event: EventOf<'lease'>): string | undefined {
  if (event.status === 'acquired') return undefined;
  return event.status === 'waiting' ? `… waiting: ${event.error.message}` : `! ${event.error.message}`;
}

/** What only reads a checkpoint is gone on with by its own id. */
function operationName({ operation, operationId }: EventOf<'operation'>): string {
  return operation === 'restore' || operation === 'verify' ? `, operation ${operationId}` : '';
}

function hookName({ hook, resources }: EventOf<'hook' | 'progress' | 'retry' | 'skip'>): string {
  return `${hook} of ${names(resources)}`;
}

function names([first, ...others]: readonly Resource[]): string {
  if (!first) return 'nothing';
  return `${first.type} ${first.name || first.id}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}
