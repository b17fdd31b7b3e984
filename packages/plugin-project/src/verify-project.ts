import { KarborError } from '@karbor/plugin-sdk';
import type { Verify } from './hook-arguments.js';

/**
 * Proves that what was saved is there and is this project's; its form was checked when it was read.
 * @throws KarborError `KARBOR_COPY_DAMAGED`
 */
export function verifyProject({ resource, savedInfo }: Verify): void {
  if (savedInfo.id === resource.id) return;
  throw new KarborError('KARBOR_COPY_DAMAGED', `What is saved of project ${resource.id} is that of project ${savedInfo.id}.`, {
    details: { project: resource.id, saved: savedInfo.id },
  });
}
