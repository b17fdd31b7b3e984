/** Properties that Cinder gives the image of an encrypted volume. */
const keyId = 'cinder_encryption_key_id';
const deletionPolicy = 'cinder_encryption_key_deletion_policy';

type Properties = Readonly<Record<string, unknown>>;

/** The id of the key that the bytes of an image are encrypted with; `undefined` when it is no image of an encrypted volume. */
export function encryptionKeyOf({ [keyId]: key }: Properties): string | undefined {
  return typeof key === 'string' && key !== '' ? key : undefined;
}

/** Whether Glance deletes the key with the image. */
export function keyGoesWithImage(properties: Properties): boolean {
  return encryptionKeyOf(properties) !== undefined && properties[deletionPolicy] === 'on_image_deletion';
}

/** The properties of a new image that uses the same key: with its policy, deleting either image would take the key from both. */
export function withoutKeyDeletion(properties: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => name !== deletionPolicy));
}
