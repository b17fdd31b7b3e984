import { setTimeout as delay } from 'node:timers/promises';
import { isOpenStackError } from '@karbor/openstack';
import type { Server, Session } from '@karbor/openstack';
import type { Logger } from '@karbor/plugin-sdk';
import type { ServerConfig } from '../config.js';
import { freezeKey } from '../names.js';

/** Whether a server carries this tag. */
export function isTagged({ metadata }: Server, tag: string): boolean {
  return metadata[freezeKey] === tag;
}

/** Says on the server itself that it is about to be frozen, and for what. */
export async function putTag(session: Session, serverId: string, tag: string, signal: AbortSignal): Promise<void> {
  await session.compute.setServerMetadata(serverId, { [freezeKey]: tag }, { signal });
}

const tries = 3;

/** Takes the tag away; fine when it, or the server, is gone. In some states Nova keeps metadata as it is: that is said. */
export async function removeTag(
  session: Session,
  serverId: string,
  { config, signal, log }: { readonly config: ServerConfig; readonly signal: AbortSignal; readonly log: Logger },
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await session.compute.deleteServerMetadataKey(serverId, freezeKey, { signal });
      return;
    } catch (error) {
      if (isOpenStackError(error, 'OPENSTACK_NOT_FOUND')) return;
      if (!isOpenStackError(error, 'OPENSTACK_CONFLICT')) throw error;
      if (attempt === tries) {
        const what = `The metadata key ${freezeKey} stays on server ${serverId}; remove it when the server's state allows it.`;
        log.warn(what, { reason: error.message });
        return;
      }
      await delay(config.poll_interval * 1000);
    }
  }
}
