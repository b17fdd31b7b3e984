import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const lowest = 10_000;

/**
 * So many free ports of 127.0.0.1, outside the range that outgoing connections take theirs from: a port of that range
 * may be free now and taken when the service starts the next time.
 */
export async function freePorts(count: number, below = firstEphemeralPort()): Promise<number[]> {
  const ports = new Set<number>();
  for (let attempt = 0; ports.size < count; attempt++) {
    if (attempt > count * 100) throw new Error(`No ${count} free ports from ${lowest} to ${below - 1} on 127.0.0.1.`);
    const port = randomInt(lowest, below);
    if (!ports.has(port) && (await isFree(port))) ports.add(port);
  }
  return [...ports];
}

export const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });

function firstEphemeralPort(): number {
  try {
    const first = Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/)[0]);
    return first > lowest + 1000 ? first : 32_768;
  } catch {
    return 32_768;
  }
}
