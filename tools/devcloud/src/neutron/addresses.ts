import { isIPv4, isIPv6 } from 'node:net';
import type { AddressRange } from './records.js';

export type IpVersion = 4 | 6;

/** An address as a number of 32 or 128 bits. */
export interface Address {
  readonly version: IpVersion;
  readonly value: bigint;
}

const bitsOf = (version: IpVersion): number => (version === 4 ? 32 : 128);

/** Of parts of so many bits, the most significant first. */
const joined = (parts: readonly bigint[], bits: bigint): bigint =>
  parts.reduce((sum, part) => (sum << bits) | part, 0n);

/** The shortest way to write an IPv6 address (RFC 5952). */
const shortest = (address: string): string => new URL(`http://[${address}]`).hostname.slice(1, -1);

const sixteenBits = (text: string): bigint[] => (text === '' ? [] : text.split(':').map((part) => BigInt(`0x${part}`)));

/** Undefined when the text is none. */
export const parseAddress = (text: string): Address | undefined => {
  if (isIPv4(text)) return { version: 4, value: joined(text.split('.').map(BigInt), 8n) };
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const [head = '', tail] = shortest(text).split('::');
  const [before, after] = [sixteenBits(head), sixteenBits(tail ?? '')];
  const zeros = new Array<bigint>(8 - before.length - after.length).fill(0n);
  return { version: 6, value: joined([...before, ...zeros, ...after], 16n) };
};

export const formatAddress = ({ version, value }: Address): string => {
  const digits = value.toString(16).padStart(bitsOf(version) / 4, '0');
  if (version === 6) return shortest((digits.match(/.{4}/g) ?? []).join(':'));
  return (digits.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).join('.');
};

export interface Block {
  readonly version: IpVersion;
  readonly first: bigint;
  readonly last: bigint;
}

/** The first and last address of `10.0.0.0/24` or `fd00::/64`, an IPv4 network's own and its broadcast included. */
export const blockOf = (cidr: string): Block | undefined => {
  const [text = '', prefix = ''] = cidr.split('/');
  const address = parseAddress(text);
  if (address === undefined || !/^\d{1,3}$/.test(prefix)) return undefined;
  const { version, value } = address;
  if (Number(prefix) > bitsOf(version)) return undefined;
  const size = 1n << BigInt(bitsOf(version) - Number(prefix));
  const first = value - (value % size);
  return { version, first, last: first + size - 1n };
};

export const isInBlock = ({ version, first, last }: Block, address: Address): boolean =>
  address.version === version && address.value >= first && address.value <= last;

/** All hosts but the gateway, which is usually the first. */
export const defaultPools = ({ version, first, last }: Block, gateway: string | null): AddressRange[] => {
  const gate = gateway === null ? undefined : parseAddress(gateway)?.value;
  const [low, high] = [first + 1n, version === 4 ? last - 1n : last];
  const isInside = gate !== undefined && gate >= low && gate <= high;
  const parts = isInside ? ([[low, gate - 1n], [gate + 1n, high]] as const) : ([[low, high]] as const);
  const text = (value: bigint): string => formatAddress({ version, value });
  return parts.filter(([start, end]) => start <= end).map(([start, end]) => ({ start: text(start), end: text(end) }));
};

/** The lowest address of the pools that is not taken. */
export const firstFree = (pools: readonly AddressRange[], taken: ReadonlySet<string>): string | undefined => {
  for (const pool of pools) {
    const [start, end] = [parseAddress(pool.start), parseAddress(pool.end)];
    if (start === undefined || end === undefined) continue;
    for (let { value } = start; value <= end.value; value += 1n) {
      const address = formatAddress({ version: start.version, value });
      if (!taken.has(address)) return address;
    }
  }
  return undefined;
};

/** The address that an interface with this MAC address gives itself in a block of 64 bits (modified EUI-64, RFC 4291). */
export const automaticAddress = ({ version, first }: Block, mac: string): string => {
  const bytes = mac.split(':').map((byte) => BigInt(`0x${byte}`));
  const identifier = joined([...bytes.slice(0, 3), 0xffn, 0xfen, ...bytes.slice(3)], 8n) ^ (2n << 56n);
  return formatAddress({ version, value: first | identifier });
};
