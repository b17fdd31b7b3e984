import { z } from 'zod';
import { containerName } from './container-name.js';
import { address, count, seconds, text } from './values.js';

const key = z.string().min(1, 'it is empty');

const authVersion = text
  .regex(/^v?[13](?:\.0)?$/i, 'it must be 3 (Keystone) or 1 (TempAuth)')
  .transform((value) => (value.includes('3') ? '3' : '1'));

const interfaces = { publicURL: 'public', internalURL: 'internal', adminURL: 'admin' } as const;

const catalogInterface = text
  .regex(
    /^object-store:[^:]*:(?:publicURL|internalURL|adminURL)$/,
    'it must be object-store:swift:publicURL, …:internalURL or …:adminURL',
  )
  .transform((value) => interfaces[value.slice(value.lastIndexOf(':') + 1) as keyof typeof interfaces]);

/** What a provider file may say in `[swift_client]` and `[swift_bank_plugin]`, each key by itself. */
export const settingsSchema = z.object({
  os_cloud: text.describe('A cloud of clouds.yaml, instead of an address, a user and a key here.').optional(),
  swift_auth_url: address.describe('Where Keystone is; of TempAuth the whole address, as http://…/auth/v1.0.').optional(),
  bank_swift_auth_url: address.describe('The same as swift_auth_url.').optional(),
  swift_user: text.describe('The user; of TempAuth account:user.').optional(),
  bank_swift_user: text.describe('The same as swift_user.').optional(),
  swift_key: key.describe('The password.').optional(),
  bank_swift_key: key.describe('The same as swift_key.').optional(),
  swift_auth_version: authVersion
    .describe('3 for Keystone, 1 for TempAuth. Default: 1 when the address ends in /v1 or /v1.0, else 3.')
    .optional(),
  swift_tenant_name: text.describe("The project. Default: the user's own.").optional(),
  swift_project_domain_name: text.describe("The project's domain. Default: default.").optional(),
  swift_user_domain_name: text.describe("The user's domain. Default: default.").optional(),
  swift_region_name: text.describe('The region whose Swift is used.').optional(),
  swift_catalog_info: catalogInterface
    .describe('Which of the addresses in the catalog is used. Default: object-store:swift:publicURL.')
    .optional(),
  swift_endpoint: address
    .describe("Swift's address up to the account, instead of the catalog's; with Keystone %(project_id)s is filled in.")
    .optional(),
  swift_ca_cert_file: text.describe('A file of certificates (PEM) to trust.').optional(),
  swift_auth_insecure: z.stringbool('it must be true or false').describe('Trust any certificate. Default: false.').optional(),
  // With the default pauses, of which up to half is taken off at random: at least for as long as a proxy takes to start again (30 s).
  swift_retry_attempts: count(0, 100).describe('How often a call is tried again.').default(11),
  swift_retry_backoff: seconds(60).describe('Seconds before the first of these; doubled each time, up to 10.').default(250),
  swift_timeout: seconds(86_400).describe('Seconds to wait for an answer, and between two parts of it. Default: 300.').optional(),
  swift_connections: count(1, 10_000).describe('Connections to Swift at most.').default(32),
  swift_settle_time: seconds(600)
    .describe('Seconds after which it is settled which of two overlapping creations of one object stays.')
    .default(2000),
  bank_swift_object_container: containerName
    .describe('The container. It is created when the first object is stored.')
    .default('karbor'),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingName = keyof Settings;
