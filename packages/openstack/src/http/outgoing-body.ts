import type { RequestBody } from '../session/service-request.js';

/** A body to send, which knows whether it can be sent (again). */
export interface OutgoingBody {
  /** In bytes, if known. */
  readonly size: number | undefined;
  readonly resendable: boolean;
  /** The source's own error, if reading from it failed. */
  readonly sourceError: { readonly error: unknown } | undefined;
  /** Opens it for one attempt. */
  open(): Uint8Array | AsyncIterable<Uint8Array>;
  /** Ends a source that will not be read any more. */
  dispose(): Promise<void>;
}

export function outgoingBody(data: RequestBody, size?: number): OutgoingBody {
  return data instanceof Uint8Array ? bytesBody(data) : streamBody(data, size);
}

export function jsonBody(json: unknown): OutgoingBody {
  return bytesBody(Buffer.from(JSON.stringify(json)));
}

function bytesBody(bytes: Uint8Array): OutgoingBody {
  return {
    size: bytes.byteLength,
    resendable: true,
    sourceError: undefined,
    open: () => bytes,
    dispose: () => Promise.resolve(),
  };
}

function streamBody(data: Exclude<RequestBody, Uint8Array>, size: number | undefined): OutgoingBody {
  let touched = false;
  let sourceError: { error: unknown } | undefined;

  // No generator: what is thrown into one from the network's side would look like an error of the source.
  function read(): AsyncIterator<Uint8Array> {
    let chunks: AsyncIterator<Uint8Array> | undefined;
    return {
      next: async () => {
        touched = true;
        try {
          chunks ??= (typeof data === 'function' ? data() : data)[Symbol.asyncIterator]();
          return await chunks.next();
        } catch (error) {
          sourceError = { error };
          throw error;
        }
      },
      return: async () => {
        await chunks?.return?.();
        return { done: true, value: undefined };
      },
    };
  }

  return {
    size,
    get resendable() {
      return typeof data === 'function' || !touched;
    },
    get sourceError() {
      return sourceError;
    },
    open: () => ({ [Symbol.asyncIterator]: read }),
    dispose: async () => {
      if (typeof data !== 'function' && !touched) await data[Symbol.asyncIterator]().return?.();
    },
  };
}
