import { Writable } from 'node:stream';
import { runKarbor } from '@karbor/cli';
import type { Outcome, Surroundings } from './karbor-process.js';

/** Runs the `karbor` command in this process. */
export async function callKarbor(args: readonly string[], { workingFolder, environment }: Surroundings): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runKarbor(args, {
    ...{ workingFolder, environment, out: collector(out), err: collector(err) },
    installation: import.meta.url,
    onInterrupt: () => () => undefined,
    onFault: () => () => undefined,
    exitNow: () => undefined,
  });
  return { code, out: out.join(''), err: err.join('') };
}

function collector(pieces: string[]): Writable {
  return new Writable({
    decodeStrings: false,
    write: (piece: string, _encoding, done) => {
      pieces.push(piece);
      done();
    },
  });
}
