import { connect } from 'node:net';

/** Whether something on 127.0.0.1 accepts connections on the port. */
export const portAnswers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

/** Whether the address answers with anything but a failure of the server. */
export async function addressAnswers(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000), redirect: 'manual' });
  await response.body?.cancel();
  return response.status < 500;
}

export interface ServiceState {
  readonly binary: string;
  readonly state: string;
  readonly updated_at: string | null;
}

/**
 * Whether Cinder's or Nova's list of services shows it as up, by a sign of life that it gave after it was started: those of
 * the process before it still count for a while.
 */
export const isUpSince = (services: readonly ServiceState[], binary: string, startedAt: number): boolean =>
  services.some(
    (service) =>
      service.binary === binary &&
      service.state === 'up' &&
      service.updated_at !== null &&
      Date.parse(`${service.updated_at}Z`) >= Math.floor(startedAt / 1000) * 1000,
  );
