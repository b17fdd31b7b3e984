import type { MappingEvent, NotQuiescedEvent, TaskFlow } from '@karbor/core';
import { resourceKey } from '@karbor/plugin-sdk';
import { table } from '../output/table.js';
import { goodOf } from './operation-document.js';
import type { FlowEnd } from './operation-document.js';
import { partsOf } from './partial-outcome.js';
import type { FailedParts } from './partial-outcome.js';

/** What an operation has come to, for people; nothing when nothing came of it. */
export function operationText({ flow, mapping, notQuiesced, error }: FlowEnd): string {
  const parts = error === undefined ? undefined : partsOf(error);
  if (error !== undefined && !parts) return '';
  const text = parts ? partialText(flow, parts) : `${doneLine(flow)}\n`;
  const more = [mapping.length > 0 ? mappingTable(mapping) : '', notQuiesced.length > 0 ? notQuiescedText(notQuiesced) : ''];
  return [text, ...more.filter((one) => one !== '')].join('\n');
}

function doneLine({ operation, checkpointId, graph }: TaskFlow): string {
  const count = graph.resources.length;
  switch (operation) {
    case 'protect':
      return `Checkpoint ${checkpointId} is available: ${count} resources.`;
    case 'restore':
      return `Restored ${count} resources of checkpoint ${checkpointId}.`;
    case 'verify':
      return `Checkpoint ${checkpointId} is sound: ${count} resources verified.`;
    case 'delete':
      return `Checkpoint ${checkpointId} is deleted.`;
  }
}

function partialText(flow: TaskFlow, { failed, skipped }: FailedParts): string {
  const { operation, checkpointId } = flow;
  const good = goodOf(flow, [...failed, ...skipped]);
  const what = operation === 'protect' ? `Checkpoint ${checkpointId} is partial` : `The ${operation} of checkpoint ${checkpointId} is good in part`;
  const names = new Map(flow.graph.resources.map((resource) => [resourceKey(resource) as string, resource.name]));
  const rows = Object.entries({ failed, skipped, good }).flatMap(([status, keys]) =>
    keys.map((key) => [status, key, names.get(key) ?? '']),
  );
  const counts = `${good.length} resources are good, ${failed.length} failed, ${skipped.length} skipped`;
  return `${what}: ${counts}.\n\n${table(['STATUS', 'RESOURCE', 'NAME'], rows)}`;
}

function notQuiescedText(notQuiesced: readonly NotQuiescedEvent[]): string {
  const rows = notQuiesced.map(({ resource, by }) => [resourceKey(resource), resource.name, by.join(', ')]);
  return `Not of one instant, because something ran again before all was captured:\n\n${table(['RESOURCE', 'NAME', 'RAN AGAIN'], rows)}`;
}

function mappingTable(mapping: readonly MappingEvent[]): string {
  const rows = mapping.map(({ resource, newId }) => [resourceKey(resource), resource.name, newId]);
  return table(['RESOURCE', 'NAME', 'IS NOW'], rows);
}
