import { sessionFrom } from '@karbor/openstack';
import { effect } from '@karbor/plugin-sdk';
import type { EffectDefinition, ReleaseArguments } from '@karbor/plugin-sdk';
import { waiting } from './config.js';
import type { VolumeConfig } from './config.js';
import { temporaryName } from './names.js';
import { removables } from './removables.js';
import { removeNamed, removeUntilGone } from './removal.js';

interface Made extends Record<string, string> {
  readonly id: string;
}
interface MadeOf extends Record<string, string> {
  /** The id of what it is made of. */
  readonly of: string;
}

type Kind = keyof ReturnType<typeof removables>;

/** What a resource of this plugin may hold, as `Effects` takes it. */
export type VolumeEffects = Record<Kind, { data: MadeOf; result: Made }>;

export const effects = {
  snapshot: removed('snapshot', (tag) => tag),
  backup: removed('backup', (tag) => tag),
  volume: removed('volume', temporaryName),
  image: removed('image', temporaryName),
};

/** An effect that is undone by removing what was made: by its id or, where that is not known, by its name. */
function removed(kind: Kind, nameOf: (tag: string) => string): EffectDefinition<{ data: MadeOf; result: Made }> {
  return effect<MadeOf, Made>({
    async release({ result, tag, config, context, signal }: ReleaseArguments<MadeOf, Made, VolumeConfig>) {
      const removable = removables(sessionFrom(context.auth))[kind];
      const patience = waiting(config, 'delete_timeout', signal);
      await (result
        ? removeUntilGone(removable, result.id, patience)
        : removeNamed(removable, nameOf(tag), patience));
    },
  });
}
