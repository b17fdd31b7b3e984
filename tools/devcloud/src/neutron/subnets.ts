import { isIPv6 } from 'node:net';
import type { IpVersion } from './addresses.js';
import { badRequest } from './problems.js';
import type { Ipv6Mode, SubnetRecord } from './records.js';

export const versionOf = ({ cidr }: SubnetRecord): IpVersion => (isIPv6(cidr.split('/')[0] ?? '') ? 6 : 4);

const isAutomaticMode = (mode: Ipv6Mode | null | undefined): boolean => mode != null && mode !== 'dhcpv6-stateful';

/** Whether addresses follow from MAC addresses, and cannot be asked for. */
export const isAutomatic = ({ addressMode, advertisementMode }: SubnetRecord): boolean =>
  isAutomaticMode(addressMode) || isAutomaticMode(advertisementMode);

interface AskedModes {
  readonly ip_version?: number | string | undefined;
  readonly ipv6_address_mode?: Ipv6Mode | null | undefined;
  readonly ipv6_ra_mode?: Ipv6Mode | null | undefined;
  readonly enable_dhcp?: boolean | undefined;
}

const invalid = (reason: string): Error => badRequest(`Invalid input for operation: ${reason}.`, 'InvalidInput');

/** Refuses a version and modes that do not go together. */
export const checkModes = (cidr: string, version: IpVersion, asked: AskedModes): void => {
  const { ipv6_address_mode: address, ipv6_ra_mode: advertisement, enable_dhcp: dhcp = true } = asked;
  if (asked.ip_version !== undefined && Number(asked.ip_version) !== version)
    throw invalid(`cidr '${cidr}' does not match the ip_version '${asked.ip_version}'`);
  if (address == null && advertisement == null) return;
  if (version === 4)
    throw invalid(`${advertisement == null ? 'ipv6_address_mode' : 'ipv6_ra_mode'} is not valid when ip_version is 4`);
  if (!dhcp) throw invalid('ipv6_ra_mode or ipv6_address_mode cannot be set when enable_dhcp is set to False');
  if (address != null && advertisement != null && address !== advertisement)
    throw invalid(
      `ipv6_ra_mode set to '${advertisement}' with ipv6_address_mode set to '${address}' is not valid. If both attributes are set, they must be the same value`,
    );
  if ((isAutomaticMode(address) || isAutomaticMode(advertisement)) && !cidr.endsWith('/64'))
    throw invalid(
      `Invalid CIDR ${cidr} for IPv6 address mode. OpenStack uses the EUI-64 address format, which requires the prefix to be /64`,
    );
};
