import { parseResourceKey } from '@karbor/plugin-sdk';
import type { ResourceReference } from '@karbor/plugin-sdk';
import { usageError } from './usage-error.js';

/** How resources are named on the command line. */
export interface ResourceSettings {
  readonly resource?: readonly string[];
  /** True when it was given without an id. */
  readonly project?: string | true;
}

const projectType = 'OS::Keystone::Project';

/** The roots that were named. @throws KarborError `KARBOR_USAGE` when none was, `KARBOR_RESOURCE_INVALID` */
export function rootsOf({ resource = [], project }: ResourceSettings, projectId: string): readonly ResourceReference[] {
  const resources = resource.map(parseResourceKey);
  if (project === undefined) {
    if (resources.length > 0) return resources;
    throw usageError('Say what to protect: --resource TYPE#ID (as often as needed), or --project [ID] for a whole project.');
  }
  return [{ type: projectType, id: project === true ? projectId : project }, ...resources];
}
