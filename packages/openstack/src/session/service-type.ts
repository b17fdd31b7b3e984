import type { ServiceType } from './session.js';

interface KnownService {
  /** The catalog's names for it, the preferred one first. */
  readonly catalogTypes: readonly string[];
  /** What to add to an address that has no version. */
  readonly versionPath: string;
}

export const knownServices: Readonly<Record<ServiceType, KnownService>> = {
  identity: { catalogTypes: ['identity'], versionPath: '/v3' },
  compute: { catalogTypes: ['compute'], versionPath: '/v2.1' },
  volume: { catalogTypes: ['volumev3', 'block-storage', 'volume', 'block-store'], versionPath: '/v3' },
  image: { catalogTypes: ['image'], versionPath: '/v2' },
  network: { catalogTypes: ['network'], versionPath: '/v2.0' },
  'object-store': { catalogTypes: ['object-store'], versionPath: '' },
};

/**
 * The service that a name in a catalog or a configuration (`block_storage`) means; other names are returned as they
 * are.
 */
export function serviceTypeOf(name: string): string {
  const type = name.replaceAll('_', '-');
  for (const [service, { catalogTypes }] of Object.entries(knownServices)) {
    if (catalogTypes.includes(type)) return service;
  }
  return type;
}
