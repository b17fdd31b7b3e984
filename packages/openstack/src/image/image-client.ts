import type { Accepted, CallOptions, ListOptions } from '../session/call-options.js';
import type { RequestBody } from '../session/service-request.js';
import type { CreateImage, Image, ImageData, ImageMember, ImagePatch } from './image.js';

/** Glance, Image API v2. */
export interface ImageClient {
  /** All images that the project sees. */
  listImages(options?: ListOptions): AsyncIterable<Image>;
  /** Errors: `OPENSTACK_NOT_FOUND`. */
  showImage(id: string, options?: CallOptions): Promise<Image>;
  /** Registers an image; its bytes come with `uploadImageData`. */
  createImage(image: CreateImage, options?: CallOptions): Promise<Image>;
  updateImage(id: string, patch: readonly ImagePatch[], options?: CallOptions): Promise<Image>;
  /**
   * Errors: `OPENSTACK_NOT_FOUND`; `OPENSTACK_FORBIDDEN` for a protected one; `OPENSTACK_CONFLICT` while it is in use.
   */
  deleteImage(id: string, options?: CallOptions): Promise<Accepted>;
  /** The projects that an image is shared with. Errors: `OPENSTACK_FORBIDDEN` for one that is not `shared`. */
  listImageMembers(id: string, options?: CallOptions): Promise<readonly ImageMember[]>;
  /** Offers a `shared` image to a project. Errors: `OPENSTACK_CONFLICT` when it was offered before. */
  addImageMember(id: string, projectId: string, options?: CallOptions): Promise<ImageMember>;
  /** Sends the bytes of a `queued` image, in one piece. `size` in bytes, if known. */
  uploadImageData(
    id: string,
    data: RequestBody,
    options?: CallOptions & { readonly size?: number | undefined }
  ): Promise<Accepted>;
  /**
   * Opens the bytes of an image from `offset` (default 0) on. When the connection breaks off, reading goes on from
   * where it was, a bounded number of times without progress. An image without bytes gives an empty body.
   * Errors: `OPENSTACK_NOT_FOUND`; `OPENSTACK_BAD_REQUEST` when `offset` is beyond its end.
   */
  downloadImageData(id: string, options?: CallOptions & { readonly offset?: number | undefined }): Promise<ImageData>;
}
