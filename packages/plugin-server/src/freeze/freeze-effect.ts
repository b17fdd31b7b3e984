import { sessionFrom } from '@karbor/openstack';
import { effect } from '@karbor/plugin-sdk';
import type { EffectDefinition, ReleaseArguments } from '@karbor/plugin-sdk';
import type { ServerConfig } from '../config.js';
import type { FreezeMode } from './freeze-mode.js';
import { thaw } from './thaw.js';

/** What is known before a server is frozen, to tell later whether the freeze is ours. */
export type FreezeIntent = {
  readonly serverId: string;
  /** Who asks for it. */
  readonly userId: string;
  /** The newest action in the server's log; ours comes after it. */
  readonly lastRequestId: string | null;
};

/** The id that the service gave to the request that froze the server. */
export type Frozen = { readonly requestId: string | null };

export type FreezeTypes = { data: FreezeIntent; result: Frozen };

/** A server that stands still because of us; undone by letting it run again, unless the standstill is somebody else's. */
export function freezeEffect(mode: FreezeMode): EffectDefinition<FreezeTypes> {
  return effect<FreezeIntent, Frozen>({
    urgent: true,
    async release({ data, result, tag, config, context, signal, log }: ReleaseArguments<FreezeIntent, Frozen, ServerConfig>) {
      await thaw({ mode, intent: data, requestId: result?.requestId ?? null, tag, session: sessionFrom(context.auth), config, signal, log });
    },
  });
}
