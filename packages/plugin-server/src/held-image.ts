import { KarborError } from '@karbor/plugin-sdk';
import type { Effects } from '@karbor/plugin-sdk';
import type { ServerEffects } from './effects.js';

/** The id of the image of a root disk that an earlier hook made. @throws KarborError `KARBOR_EFFECT_MISSING` */
export function heldImage(effects: Effects<ServerEffects>): string {
  const [held] = effects.held('image');
  if (held) return held.result.id;
  throw new KarborError('KARBOR_EFFECT_MISSING', 'The image of the root disk that an earlier hook made is not held any more.');
}
