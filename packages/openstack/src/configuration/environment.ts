import type { Settings } from './settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;

const credentials = [
  'OS_AUTH_URL',
  'OS_AUTH_TYPE',
  'OS_USERNAME',
  'OS_USER_ID',
  'OS_PASSWORD',
  'OS_TOKEN',
  'OS_APPLICATION_CREDENTIAL_ID',
  'OS_APPLICATION_CREDENTIAL_NAME',
  'OS_APPLICATION_CREDENTIAL_SECRET',
];

/** Whether the `OS_*` variables mean a cloud of their own. */
export function describesCloud(environment: Environment): boolean {
  return credentials.some((name) => (environment[name] ?? '') !== '');
}

/** The `OS_*` variables as settings: `OS_AUTH_URL` is `auth_url`. */
export function settingsFromEnvironment(environment: Environment): Settings {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (name.startsWith('OS_') && value !== undefined) values[name.slice(3).toLowerCase()] = value;
  }
  return { values, origin: 'the environment', label: (name) => `OS_${name.toUpperCase()}` };
}
