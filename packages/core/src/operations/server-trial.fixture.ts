import { defineProtectionPlugin, effect } from '@karbor/plugin-sdk';
import type { BankPlugin, Effects, ProtectionPlugin } from '@karbor/plugin-sdk';
import { z } from 'zod';
import type { MortalProcess } from './cut-points.fixture.js';
import { resource, testProvider } from './world.fixture.js';
import type { World } from './world.fixture.js';

export const trialServer = resource('T::Server', 's1');
export const trialVolumes = ['v1', 'v2'].map((id) => resource('T::Volume', id, 'T::Server#s1'));
export const trialPlan = { name: 'plan', resources: [trialServer] };

type Kind = 'frozen' | 'snapshot' | 'temporary' | 'copy' | 'new';
interface Thing {
  data: { id: string };
  result: { made: string };
}
type Things = Effects<Record<Kind, Thing>>;

interface TrialOptions {
  /** Volumes whose copy fails. */
  readonly broken?: ReadonlySet<string>;
  /** Told of each hook: `protect onMain v1`. */
  readonly called?: (hook: string) => void;
}

/**
 * A server that stands still while snapshots of its volumes are taken, which are then copied: the first into the bank, the
 * second outside, where it stays. A restore makes volumes, and then a server of them.
 */
export function trialPlugins(world: World, process: MortalProcess, { broken, called }: TrialOptions = {}): readonly ProtectionPlugin[] {
  const define = (urgent: boolean) =>
    effect<Thing['data'], Thing['result']>({
      ...(urgent && { urgent }),
      release: ({ tag }) => process.change(async () => world.remove(tag)),
      exists: ({ result }) => process.look(async () => world.things.has(result.made)),
    });
  const effects = {
    ...{ frozen: define(true), snapshot: define(false), temporary: define(false), copy: define(false), new: define(false) },
  };
  const acquire = (given: unknown, kind: Kind, id: string) =>
    (given as Things).acquire(kind, { id }, (tag) =>
      process.change(() => {
        world.make(kind, id, tag);
        return Promise.resolve({ made: tag });
      }),
    );
  const savedInfoSchema = z.object({ of: z.string(), copy: z.string().optional() });
  const servers = defineProtectionPlugin({
    name: 'servers',
    resourceTypes: ['T::Server'],
    effects,
    operations: {
      protect: {
        async onPrepareBegin({ effects: own, resource: { id }, state }) {
          called?.(`protect onPrepareBegin ${id}`);
          state['began'] = true;
          await acquire(own, 'frozen', id);
        },
        async onPrepareFinish({ effects: own, state }) {
          called?.('protect onPrepareFinish s1');
          state['finished'] = true;
          await own.release('frozen');
        },
        async onComplete({ section, state }) {
          called?.('protect onComplete s1');
          await section.putJson('server', { ...state });
        },
      },
      restore: {
        async onComplete({ effects: own, resource: { id }, mapping }) {
          called?.(`restore onComplete ${id}`);
          const volumes = trialVolumes.map((volume) => mapping.get(volume.type, volume.id));
          if (!volumes.every((tag) => tag !== undefined && world.things.has(tag))) throw new Error('a volume is not there');
          const { tag } = await acquire(own, 'new', id);
          await own.keep('new');
          mapping.set(tag);
        },
      },
    },
  });
  const volumes = defineProtectionPlugin({
    name: 'volumes',
    resourceTypes: ['T::Volume'],
    savedInfoSchema,
    effects,
    operations: {
      protect: {
        whenRelatedFailed: 'run',
        async onPrepareFinish({ effects: own, resource: { id } }) {
          called?.(`protect onPrepareFinish ${id}`);
          await acquire(own, 'snapshot', id);
        },
        async onMain({ effects: own, section, resource: { id }, saveInfo }) {
          called?.(`protect onMain ${id}`);
          const [snapshot] = own.held('snapshot');
          if (!snapshot || !world.things.has(snapshot.tag)) throw new Error(`the snapshot of ${id} is not there`);
          await acquire(own, 'temporary', id);
          if (broken?.has(id) === true) throw new Error(`${id} is broken`);
          await section.putObject('data', Buffer.from(`the bytes of ${id}`));
          if (id === 'v1') {
            saveInfo({ of: id });
          } else {
            const { tag } = await acquire(own, 'copy', id);
            await own.keep('copy');
            saveInfo({ of: id, copy: tag });
          }
          await own.release('temporary');
        },
        async onComplete({ effects: own, resource: { id } }) {
          called?.(`protect onComplete ${id}`);
          await own.release('snapshot');
        },
      },
      restore: {
        async onMain({ effects: own, section, resource: { id }, mapping, savedInfo }) {
          called?.(`restore onMain ${id}`);
          if (savedInfo.copy !== undefined && !world.things.has(savedInfo.copy)) throw new Error('the copy is not there');
          const bytes = Buffer.from(await section.getObject('data')).toString();
          if (bytes !== `the bytes of ${id}`) throw new Error(`${bytes} is not what was stored`);
          const { tag } = await acquire(own, 'new', id);
          await own.keep('new');
          mapping.set(tag);
        },
      },
      delete: {
        async onMain({ resource: { id }, savedInfo }) {
          called?.(`delete onMain ${id}`);
          const copy = savedInfo?.copy;
          if (copy !== undefined) await process.change(async () => world.remove(copy));
        },
      },
    },
  });
  return [servers, volumes];
}

/** A provider in a process of its own. */
export function trialProvider(bank: BankPlugin, world: World, process: MortalProcess, options?: TrialOptions) {
  return testProvider(trialPlugins(world, process, options), [trialServer, ...trialVolumes], process.bank(bank));
}
