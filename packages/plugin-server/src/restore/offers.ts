import { collect } from '@karbor/openstack';
import type { AvailabilityZone, Flavor, Keypair, Network, SecurityGroup, ServerGroup, Session } from '@karbor/openstack';

/** What a cloud has to choose from. Each kind is listed once, however many servers are restored, and only when it is asked for. */
export class Offers {
  readonly session: Session;
  readonly #signal: AbortSignal;
  readonly #lists = new Map<string, Promise<readonly unknown[]>>();

  constructor(session: Session, signal: AbortSignal) {
    this.session = session;
    this.#signal = signal;
  }

  flavors(): Promise<readonly Flavor[]> {
    return this.#once('flavors', ({ compute }, options) => collect(compute.listFlavors(options)));
  }

  keypairs(): Promise<readonly Keypair[]> {
    return this.#once('keypairs', ({ compute }, options) => compute.listKeypairs(options));
  }

  zones(): Promise<readonly AvailabilityZone[]> {
    return this.#once('zones', ({ compute }, options) => compute.listAvailabilityZones(options));
  }

  serverGroups(): Promise<readonly ServerGroup[]> {
    return this.#once('serverGroups', ({ compute }, options) => collect(compute.listServerGroups(options)));
  }

  networks(): Promise<readonly Network[]> {
    return this.#once('networks', ({ network }, options) => collect(network.listNetworks(options)));
  }

  securityGroups(): Promise<readonly SecurityGroup[]> {
    return this.#once('securityGroups', ({ network }, options) => collect(network.listSecurityGroups(options)));
  }

  #once<T>(kind: string, list: (session: Session, options: { readonly signal: AbortSignal }) => Promise<readonly T[]>): Promise<readonly T[]> {
    const known = this.#lists.get(kind) as Promise<readonly T[]> | undefined;
    if (known) return known;
    const listed = list(this.session, { signal: this.#signal });
    this.#lists.set(kind, listed);
    return listed;
  }
}
