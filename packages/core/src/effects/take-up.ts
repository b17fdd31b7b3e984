import { KarborError, parseResourceKey } from '@karbor/plugin-sdk';
import type { ProtectionPlugin, Resource, ResourceKey } from '@karbor/plugin-sdk';
import type { ReplayedEffect } from '../journal/replay-effects.js';
import type { Configured } from '../provider/loaded-provider.js';
import type { OutstandingEffect } from './outstanding-effect.js';

/** What knows the kinds of effects. */
export interface EffectKinds {
  /** By resource type. */
  readonly plugins: ReadonlyMap<string, Configured<ProtectionPlugin>>;
  /** The resource as it was recorded, if it was. */
  resource(key: ResourceKey): Resource | undefined;
}

/** An effect that a journal tells of, as its plugin can release it. @throws KarborError `KARBOR_EFFECT_UNKNOWN` */
export function takeUp(replayed: ReplayedEffect, kinds: EffectKinds): OutstandingEffect {
  const effect = takeUpIfKnown(replayed, kinds);
  if (effect) return effect;
  throw unknownEffect(replayed);
}

/** The same, or nothing where no plugin can release it. */
export function takeUpIfKnown(replayed: ReplayedEffect, kinds: EffectKinds): OutstandingEffect | undefined {
  const { kind, tag, data, result, made, kept, hook, attempt, resource: key, until, since } = replayed;
  const reference = parseResourceKey(key);
  const resource = kinds.resource(key) ?? { ...reference, name: reference.id };
  const plugin = kinds.plugins.get(resource.type);
  const definition = plugin?.definition.effects?.[kind];
  if (!plugin || !definition) return undefined;
  return {
    ...{ resource, hook, attempt, kind, tag, data, result, definition, config: plugin.config, making: false },
    state: kept ? 'kept' : made ? 'made' : 'intended',
    ...(until !== undefined && { until: new Date(until) }),
    ...(since !== undefined && { since: byOwnClock(since) }),
    // Somebody may have let go of it before, but nobody should have later.
    ...(until !== undefined && { endedBy: byOwnClock(until) }),
  };
}

function byOwnClock(time: string): number {
  return Date.parse(time) - performance.timeOrigin;
}

function unknownEffect({ resource, kind, tag }: ReplayedEffect): KarborError {
  return new KarborError(
    'KARBOR_EFFECT_UNKNOWN',
    `The ${kind} "${tag}" of ${resource} was left behind, and no plugin of this provider can release it: install the plugin that made it.`,
    { details: { resource, kind, tag } },
  );
}
