import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough, Transform } from 'node:stream';

/** A way to an image service that turns over the first bit of all bytes of images in one direction. */
export interface CorruptingProxy {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startCorruptingProxy(target: string, direction: 'upload' | 'download'): Promise<CorruptingProxy> {
  const server = createServer((asked, answer) => {
    const isData = asked.url?.endsWith('/file') ?? false;
    const through = (way: typeof direction) => (isData && way === direction ? flipFirstBit() : new PassThrough());
    const { method, headers } = asked;
    const forwarded = request(target + (asked.url ?? ''), { ...(method && { method }), headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(through('download')).pipe(answer);
    });
    asked.pipe(through('upload')).pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function flipFirstBit(): Transform {
  let isFirst = true;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const copy = Buffer.from(chunk);
      if (isFirst) copy[0] = (copy[0] ?? 0) ^ 0x80;
      isFirst = false;
      done(null, copy);
    },
  });
}
