import type { AddressRange } from './records.js';

/** An IPv4 address as a number; undefined when the text is none. */
export const toNumber = (address: string): number | undefined => {
  const parts = address.split('.').map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : NaN));
  if (parts.length !== 4 || !parts.every((part) => part <= 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
};

export const toAddress = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');

export interface Block {
  readonly first: number;
  readonly last: number;
}

/** The first and last address of `10.0.0.0/24`, network and broadcast included. */
export const blockOf = (cidr: string): Block | undefined => {
  const [address = '', bits = ''] = cidr.split('/');
  const number = toNumber(address);
  if (number === undefined || !/^\d{1,2}$/.test(bits) || Number(bits) > 32) return undefined;
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(number / size) * size;
  return { first, last: first + size - 1 };
};

/** All hosts but the gateway, which is usually the first. */
export const defaultPools = ({ first, last }: Block, gateway: string | null): AddressRange[] => {
  const gate = gateway === null ? undefined : toNumber(gateway);
  const [low, high] = [first + 1, last - 1];
  if (gate === undefined || gate < low || gate > high) return [{ start: toAddress(low), end: toAddress(high) }];
  const parts = [
    [low, gate - 1],
    [gate + 1, high],
  ] as const;
  return parts
    .filter(([start, end]) => start <= end)
    .map(([start, end]) => ({ start: toAddress(start), end: toAddress(end) }));
};

/** The lowest address of the pools that is not taken. */
export const firstFree = (pools: readonly AddressRange[], taken: ReadonlySet<string>): string | undefined => {
  for (const { start, end } of pools) {
    const last = toNumber(end) ?? -1;
    for (let number = toNumber(start) ?? 0; number <= last; number += 1)
      if (!taken.has(toAddress(number))) return toAddress(number);
  }
  return undefined;
};
