import { createHash } from 'node:crypto';
import type { Cloud } from '../state/cloud.js';

interface Endpoint {
  readonly type: string;
  readonly name: string;
  readonly path: (projectId: string) => string;
}

const endpoints: readonly Endpoint[] = [
  { type: 'compute', name: 'nova', path: () => '/compute/v2.1' },
  { type: 'identity', name: 'keystone', path: () => '/identity/v3/' },
  { type: 'image', name: 'glance', path: () => '/image' },
  { type: 'volumev3', name: 'cinderv3', path: (projectId) => `/volume/v3/${projectId}` },
  { type: 'block-storage', name: 'cinder', path: (projectId) => `/volume/v3/${projectId}` },
  { type: 'network', name: 'neutron', path: () => '/network' },
  { type: 'object-store', name: 'swift', path: (projectId) => `/object-store/v1/AUTH_${projectId}` },
];

export const region = 'RegionOne';

const idOf = (seed: string, ...parts: readonly string[]): string =>
  createHash('sha256')
    .update([seed, ...parts].join('/'))
    .digest('hex')
    .slice(0, 32);

/** The catalog as it stands in a token that is scoped to this project. */
export const catalogOf = (cloud: Cloud, projectId: string): object[] => {
  const seed = cloud.tables.facts.get('facts')?.catalogSeed ?? '';
  return endpoints.map(({ type, name, path }) => ({
    endpoints: ['internal', 'public', 'admin'].map((face) => ({
      id: idOf(seed, type, face),
      interface: face,
      region_id: region,
      url: `${cloud.url}${path(projectId)}`,
      region,
    })),
    id: idOf(seed, type),
    type,
    name,
  }));
};
