import type { GraphView } from '../../hook-arguments.js';
import { resourceKey } from '../../resource.js';
import type { Resource, ResourceReference } from '../../resource.js';

/** A graph of one resource, its children and its parents. */
export function graphAround(resource: Resource, children: readonly Resource[], parents: readonly Resource[]): GraphView {
  const next = (of: ResourceReference, ahead: readonly Resource[], behind: readonly Resource[]) => {
    if (isSame(of, resource)) return ahead;
    return behind.some((one) => isSame(of, one)) ? [resource] : [];
  };
  return {
    children: (of) => next(of, children, parents),
    parents: (of) => next(of, parents, children),
  };
}

function isSame(left: ResourceReference, right: ResourceReference): boolean {
  return resourceKey(left) === resourceKey(right);
}
