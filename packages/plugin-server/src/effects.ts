import { sessionFrom } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import { effect } from '@karbor/plugin-sdk';
import type { EffectDefinition, ExistsArguments, Json, ReleaseArguments } from '@karbor/plugin-sdk';
import { waiting } from './config.js';
import type { ServerConfig, Waiting } from './config.js';
import { freezeEffect } from './freeze/freeze-effect.js';
import type { FreezeTypes } from './freeze/freeze-effect.js';
import { freezeModes } from './freeze/freeze-mode.js';
import { imageIsThere, removeImage } from './removal/remove-image.js';
import { portIsThere, removePort } from './removal/remove-port.js';
import { removeServer, serverIsThere } from './removal/remove-server.js';

type Made = { readonly id: string };
/** What it is made of or for. */
type MadeOf = { readonly of: string };
export type NewServer = { readonly name: string; readonly volumeIds: readonly string[] };

/** What a resource of this plugin may hold, as `Effects` takes it. */
export type ServerEffects = {
  paused: FreezeTypes;
  suspended: FreezeTypes;
  /** The image of a root disk that is on its way into or out of the bank. */
  image: { data: MadeOf; result: Made };
  port: { data: MadeOf; result: Made };
  server: { data: NewServer; result: Made };
};

export const effects = {
  paused: freezeEffect(freezeModes.pause),
  suspended: freezeEffect(freezeModes.suspend),
  image: removed<MadeOf>(removeImage, imageIsThere),
  port: removed<MadeOf>(removePort, portIsThere),
  server: removed<NewServer>(removeServer, serverIsThere),
};

/** What is to be removed: by its id or, where that is not known, by the tag that it carries. */
export interface Removal<Data> {
  readonly session: Session;
  readonly id: string | undefined;
  readonly tag: string;
  readonly data: Data;
  readonly patience: Waiting;
}

type IsThere = (session: Session, id: string, signal: AbortSignal) => Promise<boolean>;

function removed<Data extends Json>(
  remove: (removal: Removal<Data>) => Promise<void>,
  isThere: IsThere,
): EffectDefinition<{ data: Data; result: Made }> {
  return effect<Data, Made>({
    async release({ data, result, tag, config, context, signal }: ReleaseArguments<Data, Made, ServerConfig>) {
      const patience = waiting(config, 'state_timeout', signal);
      await remove({ session: sessionFrom(context.auth), id: result?.id, tag, data, patience });
    },
    async exists({ result, context, signal }: ExistsArguments<Data, Made, ServerConfig>) {
      return await isThere(sessionFrom(context.auth), result.id, signal);
    },
  });
}
