import { isKarborError } from '@karbor/plugin-sdk';
import { isOpenStackError } from '@karbor/openstack';

/** What the command's exit code says. */
export const exitCodes = {
  done: 0,
  /** The operation, or what it needed of a bank or a cloud, failed. */
  failed: 1,
  /** What was asked for, or the configuration, is wrong: nothing was done. */
  usage: 2,
  /** Cancelled, by Ctrl-C for example. */
  cancelled: 130,
} as const;

const usageCodes: readonly string[] = [
  'KARBOR_USAGE',
  'KARBOR_QUERY_INVALID',
  'KARBOR_PARAMETERS_INVALID',
  'KARBOR_PLAN_INVALID',
  'KARBOR_RESOURCE_INVALID',
  'KARBOR_RESOURCE_NOT_FOUND',
  'KARBOR_RESOURCE_TYPE_UNKNOWN',
  'KARBOR_RESOURCE_TYPE_UNPROTECTED',
  'KARBOR_OPERATION_UNSUPPORTED',
  'KARBOR_CHECKPOINT_NOT_FOUND',
  'KARBOR_CHECKPOINT_STATUS',
  'KARBOR_KEY_INVALID',
];
const usagePrefixes = ['KARBOR_PROVIDER_', 'KARBOR_CONFIG_', 'KARBOR_MODULE_', 'KARBOR_PLUGIN_'];

/** The exit code for what ended the command. */
export function exitCodeOf(error: unknown): number {
  if (isKarborError(error, 'KARBOR_CANCELLED')) return exitCodes.cancelled;
  if (isKarborError(error)) {
    const { code } = error;
    const usage = usageCodes.includes(code) || usagePrefixes.some((prefix) => code.startsWith(prefix));
    return usage ? exitCodes.usage : exitCodes.failed;
  }
  const configuration = [
    ...(['OPENSTACK_CLOUD_NOT_FOUND', 'OPENSTACK_CONFIG_INVALID', 'OPENSTACK_NO_SESSION'] as const),
    ...(['OPENSTACK_NO_PROJECT', 'OPENSTACK_NO_ENDPOINT', 'OPENSTACK_AUTHENTICATION_FAILED'] as const),
  ];
  return isOpenStackError(error, ...configuration) ? exitCodes.usage : exitCodes.failed;
}
