import { connect, isOpenStackError } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import { KarborError } from '@karbor/plugin-sdk';
import type { BankPlugin, CreateBankOptions } from '@karbor/plugin-sdk';
import { cloudOf } from './configuration/cloud.js';
import type { SwiftConfig } from './configuration/config-schema.js';
import { growingPauses } from './pauses.js';
import { swiftBank } from './swift-bank.js';

/** Sends nothing yet: a provider can be loaded while its Swift is away. @throws KarborError `KARBOR_CONFIG_INVALID` */
export async function openSwiftBank({ config, log }: CreateBankOptions<SwiftConfig>): Promise<BankPlugin> {
  const session = await openSession(config);
  return swiftBank({
    session,
    log,
    pauses: growingPauses(config.swift_retry_attempts, config.swift_retry_backoff),
    container: config.bank_swift_object_container,
    settleMs: config.swift_settle_time,
    credentials: config.os_cloud === undefined ? 'swift_user and swift_key in [swift_client]' : `cloud '${config.os_cloud}' of clouds.yaml`,
  });
}

async function openSession(config: SwiftConfig): Promise<Session> {
  try {
    return connect(await cloudOf(config), {
      retry: { attempts: config.swift_retry_attempts + 1, minDelay: config.swift_retry_backoff },
      connections: config.swift_connections,
      userAgent: 'karbor-bank-swift',
    });
  } catch (cause) {
    if (!isOpenStackError(cause)) throw cause;
    const details = { section: 'swift_client', ...(config.os_cloud !== undefined && { key: 'os_cloud' }) };
    throw new KarborError('KARBOR_CONFIG_INVALID', `[swift_client]: ${cause.message}`, { cause, details });
  }
}
