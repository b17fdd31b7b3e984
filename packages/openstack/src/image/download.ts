import { isOpenStackError } from '../errors.js';
import { byteRange } from '../http/byte-range.js';
import { derivedBody } from '../http/derived-body.js';
import type { ServiceStream } from '../session/service-request.js';
import type { ImageData } from './image.js';

/** How many times in a row a download is taken up again without a byte of progress. */
const resumptions = 3;

/**
 * Opens a download at `offset`, and again where it was when it breaks off. `open` may ignore its offset and answer
 * 200.
 */
export async function downloadFrom(offset: number, open: (from: number) => Promise<ServiceStream>): Promise<ImageData> {
  const first = await openAt(offset, open);
  const body = derivedBody(first.body, async function* () {
    let part = first.body;
    let position = offset;
    let idle = 0;
    for (;;) {
      try {
        for await (const chunk of part) {
          position += chunk.byteLength;
          idle = 0;
          yield chunk;
        }
        return;
      } catch (error) {
        idle += 1;
        if (!isOpenStackError(error, 'OPENSTACK_CONNECTION') || idle > resumptions) throw error;
      }
      part = (await openAt(position, open)).body;
    }
  });
  return { size: first.size, body };
}

async function openAt(offset: number, open: (from: number) => Promise<ServiceStream>): Promise<ImageData> {
  const { status, size, body } = await open(offset);
  if (offset === 0 || status === 206) return { size, body };
  return { size: size === undefined ? undefined : Math.max(0, size - offset), body: byteRange(body, offset) };
}
