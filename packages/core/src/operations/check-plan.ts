import { KarborError } from '@karbor/plugin-sdk';
import type { Plan } from '../provider/protection-provider.js';

/** @throws KarborError `KARBOR_PLAN_INVALID` naming what is missing */
export function checkPlan(plan: Plan): void {
  const { name, id, resources } = plan as Partial<Plan>;
  if (typeof name !== 'string' || name === '') throw invalid('it needs a "name"');
  if (id !== undefined && (typeof id !== 'string' || id === '')) throw invalid('"id" must not be empty');
  if (!Array.isArray(resources) || resources.length === 0) throw invalid('it names no resources: give at least one');
  for (const [index, resource] of (resources as readonly unknown[]).entries()) {
    if (!isReference(resource)) throw invalid(`resources[${index}] needs a "type" without "#" and an "id"`);
  }
}

function isReference(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('type' in value) || !('id' in value)) return false;
  const { type, id } = value;
  return typeof type === 'string' && type !== '' && !type.includes('#') && typeof id === 'string' && id !== '';
}

function invalid(problem: string): KarborError {
  return new KarborError('KARBOR_PLAN_INVALID', `The plan is not valid: ${problem}.`, { details: { problem } });
}
