import { createHash } from 'node:crypto';
import type { Session } from '@karbor/openstack';

/** Bytes that look random but are the same for the same seed. */
export function sampleBytes(length: number, seed: string): Uint8Array {
  const bytes = Buffer.alloc(length);
  for (let at = 0, block = 0; at < length; at += 64, block += 1) {
    createHash('sha512').update(`${seed} ${block}`).digest().copy(bytes, at);
  }
  return bytes;
}

export function sha512(bytes: Uint8Array): string {
  return createHash('sha512').update(bytes).digest('hex');
}

/** The first bytes of an image; the rest is not fetched. */
export async function imageBytes({ image }: Session, id: string, length: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (await image.downloadImageData(id)).body) {
    parts.push(chunk);
    size += chunk.byteLength;
    if (size >= length) break;
  }
  return Buffer.concat(parts).subarray(0, length);
}
