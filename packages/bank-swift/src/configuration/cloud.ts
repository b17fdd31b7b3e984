import { loadCloud } from '@karbor/openstack';
import type { Auth, CloudConfig, NamedInDomain } from '@karbor/openstack';
import { isV1 } from './credentials.js';
import type { Settings } from './settings.js';

/**
 * How to reach the Swift that the settings mean, which do not contradict each other. Errors: those of `loadCloud` for a
 * cloud of `clouds.yaml`.
 */
export async function cloudOf(settings: Settings): Promise<CloudConfig> {
  const cloud = settings.os_cloud === undefined ? ownCloud(settings) : await loadCloud({ cloud: settings.os_cloud });
  const endpoint = settings.swift_endpoint;
  return {
    ...cloud,
    region: settings.swift_region_name ?? cloud.region,
    interface: settings.swift_catalog_info ?? cloud.interface,
    endpointOverrides: endpoint === undefined ? cloud.endpointOverrides : { 'object-store': endpoint },
    timeout: settings.swift_timeout ?? cloud.timeout,
  };
}

function ownCloud(settings: Settings): CloudConfig {
  const { swift_tenant_name: project, swift_auth_insecure: insecure } = settings;
  return {
    authUrl: settings.swift_auth_url ?? settings.bank_swift_auth_url ?? '',
    auth: authOf(settings),
    project: project === undefined ? undefined : inDomain(project, settings.swift_project_domain_name),
    tls: { verify: insecure !== true, caFile: settings.swift_ca_cert_file },
  };
}

function authOf(settings: Settings): Auth {
  const user = settings.swift_user ?? settings.bank_swift_user ?? '';
  const password = settings.swift_key ?? settings.bank_swift_key ?? '';
  if (isV1(settings)) return { type: 'v1Password', user, password };
  return { type: 'password', user: inDomain(user, settings.swift_user_domain_name), password };
}

/** `default` is the id of the domain that every Keystone begins with; its name is `Default`. */
function inDomain(name: string, domainName = 'default'): NamedInDomain {
  return domainName === 'default' ? { name, domainId: 'default' } : { name, domainName };
}
