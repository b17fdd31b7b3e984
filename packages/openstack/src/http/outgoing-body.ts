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
  return { size: bytes.byteLength, resendable: true, sourceError: undefined, open: () => bytes, dispose: () => Promise.resolve() };
}

function streamBody(data: Exclude<RequestBody, Uint8Array>, size: number | undefined): OutgoingBody {
  let touched = false;
  let sourceError: { error: unknown } | undefined;

  async function* read(): AsyncGenerator<Uint8Array, void, undefined> {
    touched = true;
    try {
      yield* typeof data === 'function' ? data() : data;
    } catch (error) {
      sourceError = { error };
      throw error;
    }
  }

  return {
    size,
    get resendable() {
      return typeof data === 'function' || !touched;
    },
    get sourceError() {
      return sourceError;
    },
    open: read,
    dispose: async () => {
      if (typeof data !== 'function' && !touched) await data[Symbol.asyncIterator]().return?.();
    },
  };
}
