import { namesProject } from '@karbor/openstack';
import type { SettingName, Settings } from './settings.js';

/** What is wrong with a setting beside others. */
export interface Contradiction {
  readonly key: SettingName;
  readonly problem: string;
}

const spellings = [
  ['swift_auth_url', 'bank_swift_auth_url'],
  ['swift_user', 'bank_swift_user'],
  ['swift_key', 'bank_swift_key'],
] as const satisfies readonly (readonly [SettingName, SettingName])[];

/** What says how to reach a cloud, and so does `os_cloud`. */
const credentials: readonly SettingName[] = [
  ...spellings.flat(),
  'swift_auth_version',
  'swift_tenant_name',
  'swift_project_domain_name',
  'swift_user_domain_name',
  'swift_ca_cert_file',
  'swift_auth_insecure',
];

/** What only Keystone knows. */
const keystoneOnly: readonly SettingName[] = [
  'swift_tenant_name',
  'swift_project_domain_name',
  'swift_user_domain_name',
  'swift_region_name',
  'swift_catalog_info',
];

/** Whether `1` is meant: Swift's own authentication, as by TempAuth. */
export function isV1({ swift_auth_version: version, ...settings }: Settings): boolean {
  if (version !== undefined) return version === '1';
  const url = settings.swift_auth_url ?? settings.bank_swift_auth_url;
  return url !== undefined && /\/v1(?:\.0)?\/*$/.test(new URL(url).pathname);
}

/** All that is missing or does not go together. */
export function contradictions(settings: Settings): readonly Contradiction[] {
  if (settings.os_cloud !== undefined) {
    const problem = 'os_cloud says already how to reach the cloud: remove one of the two';
    return given(settings, credentials).map((key) => ({ key, problem }));
  }
  const problem = 'there is no such thing in authentication v1 (swift_auth_version, or the end of the address): remove it';
  const unknown = isV1(settings) ? [...given(settings, keystoneOnly).map((key) => ({ key, problem })), ...endpointProblems(settings)] : [];
  return [...spellings.flatMap(([one, other]) => spellingProblems(settings, one, other)), ...unknown];
}

/** An address for a v1 user. */
function endpointProblems({ swift_endpoint: endpoint = '' }: Settings): readonly Contradiction[] {
  if (!namesProject(endpoint)) return [];
  const problem =
    'authentication v1 (swift_auth_version, or the end of the address) tells no project to fill in: remove it, for its answer brings the address, or write the account in full';
  return [{ key: 'swift_endpoint', problem }];
}

function spellingProblems(settings: Settings, key: SettingName, other: SettingName): readonly Contradiction[] {
  const [value, otherValue] = [settings[key], settings[other]];
  if (value === undefined && otherValue === undefined) {
    return [{ key, problem: `give it, or os_cloud for a cloud of clouds.yaml (${other} means the same)` }];
  }
  if (value === undefined || otherValue === undefined || value === otherValue) return [];
  return [{ key: other, problem: `it means the same as ${key}, which has another value: remove one of the two` }];
}

function given(settings: Settings, keys: readonly SettingName[]): readonly SettingName[] {
  return keys.filter((key) => settings[key] !== undefined);
}
