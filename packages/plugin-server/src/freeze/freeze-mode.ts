import type { Accepted, CallOptions, ComputeClient } from '@karbor/openstack';

type Act = (compute: ComputeClient, id: string, options: CallOptions) => Promise<Accepted>;

/** A way to make a server stand still. */
export interface FreezeMode {
  /** The effect that it is. */
  readonly effect: 'paused' | 'suspended';
  /** What Nova's action log calls it. */
  readonly action: string;
  /** The server's status while it lasts. */
  readonly status: string;
  /** The calls that begin and end it. */
  readonly freeze: Act;
  readonly thaw: Act;
}

export const freezeModes = {
  pause: {
    effect: 'paused',
    action: 'pause',
    status: 'PAUSED',
    freeze: (compute, id, options) => compute.pauseServer(id, options),
    thaw: (compute, id, options) => compute.unpauseServer(id, options),
  },
  suspend: {
    effect: 'suspended',
    action: 'suspend',
    status: 'SUSPENDED',
    freeze: (compute, id, options) => compute.suspendServer(id, options),
    thaw: (compute, id, options) => compute.resumeServer(id, options),
  },
} as const satisfies Record<string, FreezeMode>;

export type FreezeName = keyof typeof freezeModes;
