import { isIPv6 } from 'node:net';

/** Whether an IPv6 address follows from a MAC address, as it does with SLAAC: its last half is made of it (modified EUI-64, RFC 4291). */
export function followsFrom(macAddress: string, address: string): boolean {
  return isIPv6(address) && groups(address).slice(4).join(':') === interfaceIdentifier(macAddress).join(':');
}

function interfaceIdentifier(macAddress: string): number[] {
  const [first = 0, ...others] = macAddress.split(':').map((byte) => Number.parseInt(byte, 16));
  const bytes = [first ^ 2, ...others.slice(0, 2), 0xff, 0xfe, ...others.slice(2)];
  return [0, 2, 4, 6].map((at) => (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0));
}

/** The eight groups of an IPv6 address. */
function groups(address: string): number[] {
  const [head = '', tail = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [before, after] = [head, tail].map((part) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)))) as [number[], number[]];
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}
