import { collect, sessionFrom } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import { effect } from '@karbor/plugin-sdk';
import type { EffectDefinition, ExistsArguments, ReleaseArguments } from '@karbor/plugin-sdk';
import { waiting } from './config.js';
import type { VolumeConfig, Waiting } from './config.js';
import { isNeeded, letGoOfGroupSnapshot, letGoOfMember } from './group-snapshot/let-go.js';
import { temporaryName } from './names.js';
import { removables } from './removables.js';
import { isThere, removeNamed, removeUntilGone } from './removal.js';

interface Made extends Record<string, string> {
  readonly id: string;
}
interface MadeOf extends Record<string, string> {
  /** The id of what it is made of. */
  readonly of: string;
}
interface MemberOf extends MadeOf {
  /** The id of the group snapshot that the snapshot `of` belongs to. */
  readonly groupSnapshot: string;
}

type Removed = 'snapshot' | 'backup' | 'volume' | 'image';

/** What a resource of this plugin may hold, as `Effects` takes it. */
export type VolumeEffects = Record<Removed | 'groupSnapshot', { data: MadeOf; result: Made }> & {
  member: { data: MemberOf; result: Made };
};

export const effects = {
  snapshot: removed('snapshot', (tag) => tag),
  backup: removed('backup', (tag) => tag),
  volume: removed('volume', temporaryName),
  image: removed('image', temporaryName),
  /** A snapshot of a volume group, until its members are held one by one. */
  groupSnapshot: effect<MadeOf, Made>({
    async release({ result, tag, config, context, signal }: ReleaseArguments<MadeOf, Made, VolumeConfig>) {
      const session = sessionFrom(context.auth);
      const ids = result ? [result.id] : await groupSnapshotsNamed(session, tag, signal);
      for (const id of ids) await letGoOfGroupSnapshot(session, id, waiting(config, 'delete_timeout', signal));
    },
  }),
  /** One snapshot out of a group snapshot that is needed; undone by not needing it. */
  member: effect<MemberOf, Made>({
    async release({ data, config, context, signal }: ReleaseArguments<MemberOf, Made, VolumeConfig>) {
      const member = { snapshotId: data.of, groupSnapshotId: data.groupSnapshot };
      await letGoOfMember(sessionFrom(context.auth), member, waiting(config, 'delete_timeout', signal));
    },
    async exists({ data, tag, context, signal }: ExistsArguments<MemberOf, Made, VolumeConfig>) {
      return await isNeeded(sessionFrom(context.auth), { snapshotId: data.of, tag }, signal);
    },
  }),
};

/** An effect that is undone by removing what was made: by its id or, where that is not known, by its name. */
function removed(kind: Removed, nameOf: (tag: string) => string): EffectDefinition<{ data: MadeOf; result: Made }> {
  return effect<MadeOf, Made>({
    async release({ result, tag, config, context, signal }: ReleaseArguments<MadeOf, Made, VolumeConfig>) {
      const removable = removables(sessionFrom(context.auth))[kind];
      const patience: Waiting = waiting(config, 'delete_timeout', signal);
      await (result
        ? removeUntilGone(removable, result.id, patience)
        : removeNamed(removable, nameOf(tag), patience));
    },
    async exists({ result, context, signal }: ExistsArguments<MadeOf, Made, VolumeConfig>) {
      return await isThere(removables(sessionFrom(context.auth))[kind], result.id, signal);
    },
  });
}

async function groupSnapshotsNamed({ volume }: Session, name: string, signal: AbortSignal): Promise<string[]> {
  const named = await collect(volume.listGroupSnapshots({ filters: { name }, signal }));
  return named.filter((one) => one.name === name).map(({ id }) => id);
}
