import { resourceKey } from '@karbor/plugin-sdk';
import type { Resource } from '@karbor/plugin-sdk';
import type { ResourceEdge, ResourceGraphParts } from '@karbor/core';

/** A project, its servers, and two volumes of each: at least so many resources, and two more at most. */
export function cloud(size: number): ResourceGraphParts {
  const project: Resource = { type: 'OS::Keystone::Project', id: 'project', name: 'project' };
  const resources = [project];
  const edges: ResourceEdge[] = [];
  const add = (resource: Resource, parent: Resource): Resource => {
    resources.push(resource);
    edges.push([resourceKey(parent), resourceKey(resource)]);
    return resource;
  };
  for (let n = 0; resources.length < size; n++) {
    const server = add({ type: 'OS::Nova::Server', id: `server-${n}`, name: `server ${n}` }, project);
    add({ type: 'OS::Cinder::Volume', id: `volume-${n}-a`, name: `volume ${n} a` }, server);
    add({ type: 'OS::Cinder::Volume', id: `volume-${n}-b`, name: `volume ${n} b` }, server);
  }
  return { resources, edges };
}
