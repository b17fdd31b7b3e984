import { KarborError } from '@karbor/plugin-sdk';
import type { Effects } from '@karbor/plugin-sdk';
import type { VolumeEffects } from './effects.js';

/** The id of what an earlier hook made. */
export function heldId(effects: Effects<VolumeEffects>, kind: keyof VolumeEffects): string {
  const [held] = effects.held(kind);
  if (held) return held.result.id;
  throw new KarborError('KARBOR_EFFECT_MISSING', `No ${kind} is held that an earlier hook should have made.`);
}

/** The id of the snapshot that fixes the instant of a volume: one of its own, or a member of a group snapshot. */
export function heldSnapshot(effects: Effects<VolumeEffects>): string {
  return heldId(effects, effects.held('member').length > 0 ? 'member' : 'snapshot');
}
