import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fillTemplate } from '../services/template.js';
import type { Service } from '../services/service.js';
import { hostName, regionName } from './cloud-context.js';
import type { CloudContext } from './cloud-context.js';
import { databaseAddress } from './database.js';

/** The templates lie beside the sources, also for what was built from them. */
const templatesOf = (service: string): string => fileURLToPath(new URL(`../../src/services/${service}/`, import.meta.url));

/** Writes a service's configuration files. */
export function configure(cloud: CloudContext, { name, templates = [] }: Service): void {
  const folder = join(cloud.folders.etc, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const values = valuesFor(cloud, name);
  for (const template of templates) writeFileSync(join(folder, template), fill(name, template, values), { mode: 0o600 });
}

const fill = (service: string, template: string, values: Readonly<Record<string, string>>): string =>
  fillTemplate(readFileSync(join(templatesOf(service), template), 'utf8'), values);

/** What the templates of a service may name. */
function valuesFor({ folders, record, guests, address }: CloudContext, service: string): Record<string, string> {
  const { ports, password } = record;
  const portNames = Object.keys(ports) as (keyof typeof ports)[];
  const databases = ['keystone', 'glance', 'cinder', 'placement', 'neutron', 'nova', 'nova_api'];
  const values: Record<string, string> = {
    service,
    password,
    host: hostName,
    region: regionName,
    etc: folders.etc,
    var: folders.var,
    prepared: folders.prepared,
    rabbitmq: `rabbit://openstack:${password}@127.0.0.1:${ports.rabbitmq}/`,
    computeDriver: guests ? 'libvirt.LibvirtDriver' : 'bytes_driver.BytesDriver',
    mechanism: guests ? 'linuxbridge' : 'openvswitch',
    ...Object.fromEntries(portNames.map((name) => [`port.${name}`, String(ports[name])])),
    ...Object.fromEntries(portNames.map((name) => [`address.${name}`, address(name)])),
    ...Object.fromEntries(databases.map((name) => [`database.${name}`, databaseAddress(name, ports.mariadb, password)])),
  };
  const login = fill('keystone', 'service-login.conf', values).trim();
  return { ...values, login, tokenCheck: fill('keystone', 'token-check.conf', { ...values, login }).trim() };
}
