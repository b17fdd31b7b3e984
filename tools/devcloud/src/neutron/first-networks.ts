import type { ProjectRecord } from '../keystone/records.js';
import type { Cloud } from '../state/cloud.js';
import { insertNetwork } from './network-routes.js';
import { insertSecurityGroup } from './security-groups.js';
import { insertSubnet } from './subnet-routes.js';

/** What a project finds at its start: a `private` network (`10.N.0.0/24`), the `default` security group; `admin` owns the `public` network. */
export const equipWithNetworks = (cloud: Cloud, { id, name }: ProjectRecord, number: number): void => {
  insertSecurityGroup(cloud, id, 'default', 'Default security group');
  const isOperator = name === 'admin';
  const network = insertNetwork(
    cloud,
    id,
    isOperator ? { name: 'public', external: true, mtu: 1500 } : { name: 'private' },
  );
  insertSubnet(cloud, id, {
    networkId: network.id,
    cidr: isOperator ? '203.0.113.0/24' : `10.${number - 1}.0.0/24`,
    asked: { name: `${network.name}-subnet`, enable_dhcp: !isOperator },
  });
};
