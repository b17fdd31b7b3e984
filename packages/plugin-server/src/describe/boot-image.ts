import type { Server } from '@karbor/openstack';

/** The image that a server was booted from; `undefined` when it boots from a volume. */
export function bootImageOf({ image }: Server): string | undefined {
  return image === '' ? undefined : image.id;
}
