import { cinder } from './cinder/cinder.js';
import { glance } from './glance/glance.js';
import { keystone } from './keystone/keystone.js';
import { libvirt } from './libvirt/libvirt.js';
import { mariadb } from './mariadb/mariadb.js';
import { memcached } from './memcached/memcached.js';
import { neutron } from './neutron/neutron.js';
import { nova } from './nova/nova.js';
import { placement } from './placement/placement.js';
import { rabbitmq } from './rabbitmq/rabbitmq.js';
import type { Service } from './service.js';
import { stages } from './stage-names.js';
import type { Stage } from './stage-names.js';
import { swift } from './swift/swift.js';

/** What the databases' preparation needs to run, in the order in which it is made. */
export const foundation: readonly Service[] = [mariadb, memcached, keystone];

const additions: Readonly<Record<Stage, readonly Service[]>> = {
  swift: [...foundation, swift],
  glance: [glance],
  cinder: [rabbitmq, cinder],
  nova: [placement, neutron, nova],
};

/** The services of a stage. Real guests need libvirt besides. */
export const servicesOf = (stage: Stage, guests: boolean): Service[] => [
  ...stages.slice(0, stages.indexOf(stage) + 1).flatMap((name) => additions[name]),
  ...(guests && stage === 'nova' ? [libvirt] : []),
];

/** All services that can run in a state, whatever its stage. */
export const allServices = (guests: boolean): Service[] => servicesOf('nova', guests);
