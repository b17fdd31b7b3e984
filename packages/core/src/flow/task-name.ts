import { resourceKey } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import type { HookTask } from '../executor/hook-runner.js';

const most = 5;

/** A task as a message names it. */
export function taskName({ hook, group, resources }: HookTask): string {
  const names = resources.slice(0, most).map(resourceName).join(', ');
  const more = resources.length > most ? ` and ${resources.length - most} more` : '';
  return group === undefined ? `${hook} of ${names}${more}` : `${hook} of group "${group}" (${names}${more})`;
}

/** A resource as a message names it. */
export function resourceName(resource: Resource): string {
  return resource.name === '' ? resourceKey(resource) : `${resourceKey(resource)} (${resource.name})`;
}
