import type { EndpointInterface } from '../configuration/cloud-config.js';
import { OpenStackError } from '../errors.js';
import { knownServices } from './service-type.js';
import type { ServiceType } from './session.js';

/** A service of Keystone's catalog. */
export interface CatalogService {
  readonly type: string;
  readonly name?: string;
  readonly endpoints: readonly CatalogEndpoint[];
}

export interface CatalogEndpoint {
  readonly interface: string;
  readonly region?: string | null;
  readonly region_id?: string | null;
  readonly url: string;
}

export interface EndpointChoice {
  readonly region: string | undefined;
  readonly interface: EndpointInterface;
}

/** The address of a service as the catalog has it. Errors: `OPENSTACK_NO_ENDPOINT`, which tells what there is. */
export function catalogUrl(catalog: readonly CatalogService[], service: ServiceType, choice: EndpointChoice): string {
  const { catalogTypes } = knownServices[service];
  for (const type of catalogTypes) {
    const endpoints = catalog.filter((entry) => entry.type === type).flatMap((entry) => entry.endpoints);
    const endpoint = endpoints.find(
      (candidate) => candidate.interface === choice.interface && inRegion(candidate, choice.region)
    );
    if (endpoint !== undefined) return endpoint.url;
  }
  const wanted = choice.region === undefined ? choice.interface : `${choice.interface}, in region '${choice.region}'`;
  throw new OpenStackError(
    `The cloud's catalog has no endpoint of ${catalogTypes.join(', ')} that is ${wanted}. It has: ${listed(catalog)}.`,
    { code: 'OPENSTACK_NO_ENDPOINT', service, noEffect: true }
  );
}

/** The address with the service's version at its end, without a slash. */
export function versionedUrl(url: string, service: ServiceType): string {
  const trimmed = url.replace(/\/+$/, '');
  if (service === 'identity') return `${unversioned(trimmed)}${knownServices.identity.versionPath}`;
  return versionSegment.test(new URL(trimmed).pathname) ? trimmed : `${trimmed}${knownServices[service].versionPath}`;
}

/** The address up to its version, without a slash: where a service lists its versions. */
export function unversioned(url: string): string {
  const { origin, pathname } = new URL(url);
  const before = versionSegment.exec(pathname)?.index ?? pathname.length;
  return `${origin}${pathname.slice(0, before)}`.replace(/\/+$/, '');
}

const versionSegment = /\/v\d+(\.\d+)?(?=\/|$)/;

function inRegion(endpoint: CatalogEndpoint, region: string | undefined): boolean {
  return region === undefined || endpoint.region_id === region || endpoint.region === region;
}

function listed(catalog: readonly CatalogService[]): string {
  const entries = catalog.flatMap(({ type, endpoints }) =>
    endpoints.map(
      (endpoint) => `${type} (${endpoint.interface}, ${endpoint.region_id ?? endpoint.region ?? 'no region'})`
    )
  );
  return entries.length === 0 ? 'nothing (a token without a project has no catalog)' : entries.join(', ');
}
