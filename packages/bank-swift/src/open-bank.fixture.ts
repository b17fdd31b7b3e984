import type { BankPlugin, Logger } from '@karbor/plugin-sdk';
import type { Devcloud } from '@karbor/devcloud';
import { configSchema } from './configuration/config-schema.js';
import bankSwift from './index.js';

/** What a provider file says. */
export type Settings = Readonly<Record<string, string>>;

export const silent: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Retries at once and not for long, and waits for no more than it must. */
export const impatient: Settings = { swift_retry_attempts: '6', swift_retry_backoff: '0.001', swift_settle_time: '0.02' };

/** Opens a bank as a provider does. */
export async function openBank(settings: Settings, log = silent): Promise<BankPlugin> {
  return await bankSwift.create({ config: configSchema.parse({ ...impatient, ...settings }), log });
}

/** How a user of an embedded cloud gets at its Swift. */
export function keystoneSettings(cloud: Devcloud, userName = 'demo'): Settings {
  const { auth } = cloud.cloudConfig(userName);
  return {
    swift_auth_url: auth.auth_url,
    swift_user: auth.username,
    swift_key: auth.password,
    swift_tenant_name: auth.project_name,
  };
}
