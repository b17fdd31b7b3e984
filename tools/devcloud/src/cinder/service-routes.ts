import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import { isAdmin } from '../keystone/tokens.js';
import { toMicroseconds } from '../state/clock.js';
import type { Cloud } from '../state/cloud.js';
import type { CinderCall } from './cinder-call.js';

export const addServiceRoutes = (router: Router<CinderCall>, cloud: Cloud): void => {
  router
    .on('GET', '/os-availability-zone', () => ({
      status: 200,
      body: { availabilityZoneInfo: cloud.zones.map((zoneName) => ({ zoneState: { available: true }, zoneName })) },
    }))
    .on('GET', '/os-services', (call) => {
      if (!isAdmin(call.token))
        throw new Problem(403, "Policy doesn't allow volume_extension:services:index to be performed.");
      const common = {
        zone: 'nova',
        status: 'enabled',
        state: 'up',
        updated_at: toMicroseconds(cloud.now()),
        disabled_reason: null,
      };
      const services = [
        { binary: 'cinder-backup', host: 'devcloud', ...common },
        { binary: 'cinder-scheduler', host: 'devcloud', ...common },
        {
          binary: 'cinder-volume',
          host: 'devcloud@sparse',
          ...common,
          replication_status: 'disabled',
          active_backend_id: null,
          frozen: false,
        },
      ];
      return { status: 200, body: { services } };
    });
};
