import { sessionFrom } from '@karbor/openstack';
import { effect } from '@karbor/plugin-sdk';
import type { ExistsArguments, ReleaseArguments } from '@karbor/plugin-sdk';
import { waiting } from './config.js';
import type { ImageConfig } from './config.js';
import { temporaryName } from './names.js';
import { isThere, removeImage, removeImagesNamed } from './remove-image.js';

interface MadeOf extends Record<string, string> {
  /** The id of the original. */
  readonly of: string;
}
interface Made extends Record<string, string> {
  readonly id: string;
}

/** What a resource of this plugin may hold, as `Effects` takes it. */
export interface ImageEffects {
  image: { data: MadeOf; result: Made };
}

export const effects = {
  /** An image that is being restored. */
  image: effect<MadeOf, Made>({
    async release({ result, tag, config, context, signal }: ReleaseArguments<MadeOf, Made, ImageConfig>) {
      const { image } = sessionFrom(context.auth);
      const patience = waiting(config, 'delete_timeout', signal);
      await (result ? removeImage(image, result.id, patience) : removeImagesNamed(image, temporaryName(tag), patience));
    },
    async exists({ result, context, signal }: ExistsArguments<MadeOf, Made, ImageConfig>) {
      return await isThere(sessionFrom(context.auth).image, result.id, signal);
    },
  }),
};
