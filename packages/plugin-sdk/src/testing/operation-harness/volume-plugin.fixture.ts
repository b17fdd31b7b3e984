import { setImmediate as nextTurn } from 'node:timers/promises';
import { from } from 'rxjs';
import { z } from 'zod';
import { defineProtectionPlugin, effect, notMade } from '../../index.js';
import type { ProtectionPlugin } from '../../index.js';

/** Something that stands outside, by id, with the tag that it was made with. */
export interface Cloud {
  readonly things: Map<string, { readonly kind: string; readonly tag: string }>;
  /** What happened outside, in order. */
  readonly log: string[];
}

export function emptyCloud(): Cloud {
  return { things: new Map(), log: [] };
}

/** A plugin of all that the contract offers, on a cloud that is a map. */
export function volumePlugin(cloud: Cloud): ProtectionPlugin {
  async function make(kind: string, tag: string): Promise<{ id: string }> {
    await nextTurn();
    const id = `${kind}-${cloud.things.size + 1}`;
    cloud.things.set(id, { kind, tag });
    cloud.log.push(`make ${kind}`);
    return { id };
  }
  function remove(kind: string, tag: string): void {
    for (const [id, thing] of cloud.things) {
      if (thing.tag === tag) cloud.things.delete(id);
    }
    cloud.log.push(`remove ${kind}`);
  }
  const exists = ({ result }: { readonly result: { readonly id: string } }) => cloud.things.has(result.id);

  return defineProtectionPlugin({
    name: '@example/plugin-volume',
    resourceTypes: ['Example::Volume'],
    configSchema: z.object({ piece_size: z.coerce.number().default(3) }),
    savedInfoSchema: z.object({ size: z.number(), bootable: z.boolean().default(false) }),
    effects: {
      freeze: effect<{ volumeId: string }, { id: string }>({ urgent: true, release: ({ tag }) => remove('freeze', tag) }),
      snapshot: effect<{ volumeId: string }, { id: string }>({ release: ({ tag }) => remove('snapshot', tag), exists }),
      volume: effect<{ name: string }, { id: string }>({ release: ({ tag }) => remove('volume', tag), exists }),
    },
    operations: {
      protect: {
        parametersSchema: z.object({ refuse: z.boolean().default(false) }),
        applies: ({ resource }) => resource.name !== 'skip',
        async onPrepareBegin({ effects, resource, state }) {
          await effects.acquire('freeze', { volumeId: resource.id }, (tag) => make('freeze', tag));
          state['began'] = true;
        },
        async onPrepareFinish({ effects, resource, parameters }) {
          await effects.acquire('snapshot', { volumeId: resource.id }, async (tag) => {
            if (parameters.refuse) throw notMade(new Error('quota exceeded'));
            return make('snapshot', tag);
          });
          await effects.release('freeze');
        },
        async *onMain({ section, config, state, saveInfo }) {
          const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7);
          await section.writeStream('data', () => pieces(bytes, config.piece_size), { identity: 'v1', total: bytes.length });
          await section.section('meta').putJson('volume', { began: state['began'] ?? null });
          yield { message: 'stored' };
          saveInfo({ size: bytes.length });
        },
        onComplete: ({ effects }) => effects.release('snapshot'),
      },
      restore: {
        parametersSchema: z.object({ name: z.string().optional() }),
        async onMain({ effects, section, savedInfo, mapping, checkpoint, resource, parameters }) {
          const name = parameters.name ?? resource.name;
          const { result } = await effects.acquire('volume', { name }, (tag) => make('volume', tag));
          let size = 0;
          for await (const piece of section.readStream('data')) size += piece.length;
          if (size !== savedInfo.size) throw new Error(`${size} bytes of ${savedInfo.size}`);
          const [child] = checkpoint.graph.children(resource);
          cloud.log.push(`child ${child ? String(mapping.get(child.type, child.id)) : 'none'}`);
          mapping.set(result.id);
        },
        onComplete({ effects, mapping, resource }) {
          cloud.log.push(`is now ${String(mapping.get(resource.type, resource.id))}`);
          return from(effects.keep('volume').then(() => ({ message: 'kept' })));
        },
      },
      verify: {
        async onMain({ section }) {
          for await (const piece of section.readStream('data')) cloud.log.push(`read ${piece.length}`);
        },
      },
    },
  });
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) {
    await nextTurn();
    yield bytes.subarray(start, start + size);
  }
}
