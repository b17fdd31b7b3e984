import { createCipheriv } from 'node:crypto';

/** Bytes that look random and are the same for the same seed. */
export function randomBytes(seed: number, length: number): Uint8Array {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16));
  return cipher.update(Buffer.alloc(length));
}
