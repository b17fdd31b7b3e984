import { OpenStackError } from '../errors.js';

/**
 * Settings of one cloud by openstacksdk's names (`auth_url`, `region_name`, …), as written, and how to speak of them.
 */
export interface Settings {
  readonly values: Readonly<Record<string, string>>;
  /** Where they are from, for messages: `cloud 'x' of /etc/openstack/clouds.yaml` or `the environment`. */
  readonly origin: string;
  /** What the user calls a setting there: `auth.auth_url` or `OS_AUTH_URL`. */
  readonly label: (name: string) => string;
}

/** A setting's value; empty means missing. */
export function setting(settings: Settings, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = settings.values[name];
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}

/** A setting's value, or an error that says what to set. */
export function requiredSetting(settings: Settings, ...names: readonly [string, ...string[]]): string {
  const value = setting(settings, ...names);
  if (value !== undefined) return value;
  throw invalidSettings(settings, `${names.map(settings.label).join(' or ')} is missing`);
}

export function booleanSetting(settings: Settings, name: string): boolean | undefined {
  const value = setting(settings, name)?.toLowerCase();
  if (value === undefined) return undefined;
  if (['true', 'yes', 'on', '1'].includes(value)) return true;
  if (['false', 'no', 'off', '0'].includes(value)) return false;
  throw invalidSettings(settings, `${settings.label(name)} must be true or false, not '${value}'`);
}

export function invalidSettings(settings: Settings, problem: string): OpenStackError {
  return new OpenStackError(`In ${settings.origin}: ${problem}.`, { code: 'OPENSTACK_CONFIG_INVALID', noEffect: true });
}
