import type { ResourceKey } from '@karbor/plugin-sdk';
import type { EventBody } from '../executor/operation-event.js';
import type { ResourcePlan } from './resource-plan.js';

/** What is to be told of a resource that is good. */
export interface ToldResults {
  /** What it has become, in a restore. */
  readonly mapping: (plan: ResourcePlan) => string | undefined;
  /** Keys of what it was captured with that went on before all was captured. */
  readonly notQuiesced: (plan: ResourcePlan) => readonly ResourceKey[];
}

/** Tells what has become of these resources, and which of them are not of one instant. */
export function tellResults(
  emit: (event: EventBody) => void,
  good: readonly ResourcePlan[],
  { mapping, notQuiesced }: ToldResults,
): void {
  for (const plan of good) {
    const { resource } = plan;
    const newId = mapping(plan);
    if (newId !== undefined) emit({ type: 'mapping', resource, newId });
    const by = notQuiesced(plan);
    if (by.length > 0) emit({ type: 'not-quiesced', resource, by });
  }
}
