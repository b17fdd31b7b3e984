import { authFromSettings, projectFromSettings } from './auth-from-settings.js';
import type { CloudConfig, EndpointInterface, TlsConfig } from './cloud-config.js';
import { serviceTypeOf } from '../session/service-type.js';
import { booleanSetting, invalidSettings, requiredSetting, setting, type Settings } from './settings.js';

/** What settings mean. Errors: `OPENSTACK_CONFIG_INVALID`. */
export function cloudFromSettings(settings: Settings, name?: string): CloudConfig {
  refuseUnsupported(settings);
  const authUrl = requiredSetting(settings, 'auth_url');
  if (!/^https?:\/\//.test(authUrl) || !URL.canParse(authUrl)) {
    throw invalidSettings(settings, `${settings.label('auth_url')} must be a URL that starts with http:// or https://`);
  }
  const auth = authFromSettings(settings);
  return {
    name,
    authUrl,
    auth,
    project: auth.type === 'applicationCredential' ? undefined : projectFromSettings(settings),
    region: setting(settings, 'region_name'),
    interface: interfaceFromSettings(settings),
    endpointOverrides: overridesFromSettings(settings),
    tls: tlsFromSettings(settings),
    timeout: timeoutFromSettings(settings),
  };
}

function refuseUnsupported(settings: Settings): void {
  for (const scope of ['trust_id', 'system_scope']) {
    if (setting(settings, scope) !== undefined)
      throw invalidSettings(settings, `${settings.label(scope)} is not supported`);
  }
  const version = setting(settings, 'identity_api_version');
  if (version !== undefined && !/^v?3(\.|$)/.test(version)) {
    throw invalidSettings(
      settings,
      `${settings.label('identity_api_version')} is ${version}, but only version 3 is supported`
    );
  }
}

function interfaceFromSettings(settings: Settings): EndpointInterface | undefined {
  const value = setting(settings, 'interface', 'endpoint_type')?.replace(/URL$/, '');
  if (value === undefined || value === 'public' || value === 'internal' || value === 'admin') return value;
  throw invalidSettings(settings, `${settings.label('interface')} must be public, internal or admin, not '${value}'`);
}

function overridesFromSettings(settings: Settings): Readonly<Record<string, string>> {
  const suffix = '_endpoint_override';
  const overrides: Record<string, string> = {};
  for (const [key, value] of Object.entries(settings.values)) {
    if (key.endsWith(suffix) && value !== '') overrides[serviceTypeOf(key.slice(0, -suffix.length))] = value;
  }
  return overrides;
}

function tlsFromSettings(settings: Settings): TlsConfig {
  const insecure = booleanSetting(settings, 'insecure');
  return {
    verify: insecure === true ? false : booleanSetting(settings, 'verify'),
    caFile: setting(settings, 'cacert'),
    certFile: setting(settings, 'cert'),
    keyFile: setting(settings, 'key'),
  };
}

function timeoutFromSettings(settings: Settings): number | undefined {
  const value = setting(settings, 'api_timeout');
  if (value === undefined) return undefined;
  const seconds = Number(value);
  if (seconds > 0 && Number.isFinite(seconds)) return seconds * 1000;
  throw invalidSettings(settings, `${settings.label('api_timeout')} must be a number of seconds, not '${value}'`);
}
