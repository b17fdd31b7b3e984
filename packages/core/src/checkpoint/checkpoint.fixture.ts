import type { Resource, ResourceKey } from '@karbor/plugin-sdk';
import { resourceKey } from '@karbor/plugin-sdk';
import type { BankSection } from '../bank/bank.js';
import { claimEpoch } from './epoch.js';
import type { Epoch, EpochRequest } from './epoch.js';
import type { ManifestEntry } from './manifest.js';
import type { CheckpointIdentity } from './records.js';

export const owner = { projectId: 'p1', providerId: 'provider-1' };
export const stranger = { ...owner, projectId: 'p2' };

export function identityOf(id: string, more: Partial<CheckpointIdentity> = {}): CheckpointIdentity {
  return { id, ...owner, planId: 'plan-1', planName: 'nightly', createdAt: new Date('2026-11-22T15:47:10.123Z'), userId: 'u1', ...more };
}

/** Claims an epoch as an operation does. */
export function claim(bank: BankSection, id: string, more: Partial<EpochRequest> = {}): Promise<Epoch> {
  const request = { operation: 'protect', operationId: 'operation-1', versions: { '@karbor/core': '1.0.0' } } as const;
  return claimEpoch(bank, { ...request, identity: identityOf(id), ...more });
}

export function entryOf(resource: Resource, position: number, more: Partial<ManifestEntry> = {}): ManifestEntry {
  const plugin = { name: '@karbor/plugin-x', version: '1.0.0' };
  return { resource, position, plugin, dependents: [], objects: [], ...more };
}

export function keyOf({ resource }: ManifestEntry): ResourceKey {
  return resourceKey(resource);
}
