import { inBatches } from './batches.js';
import { oddKeys, similarKeys } from './odd-keys.js';
import { sampleBytes } from './sample-bytes.js';
import type { Theme } from './theme.js';
import type { Trial } from './trial.js';

export const keys: Theme = {
  name: 'keys',
  tests: {
    'may hold spaces, percent signs, punctuation, reserved names and all of Unicode': (trial) => keepsApart(trial, oddKeys),

    'are different when they differ in case, form or one sign only': (trial) => keepsApart(trial, similarKeys),

    'may be long': (trial) => keepsApart(trial, longKeys(trial.maximumKeyLength)),

    'may be deep': async (trial) => {
      const length = trial.maximumKeyLength;
      const deepest = 'd/'.repeat(Math.floor((length - 1) / 2)) + 'd';
      const capitals = 'D/'.repeat(Math.floor((length - 1) / 2)) + 'D';
      const spaces = ' /'.repeat(Math.floor((length - 1) / 2)) + ' ';
      await keepsApart(trial, [deepest, deepest.slice(0, -2), 'd', 'd/d', capitals, spaces]);
    },
  },
};

/** Puts an object of its own under every key, and finds each with its own bytes, listed in order. */
async function keepsApart(trial: Trial, all: readonly string[]): Promise<void> {
  const bytesOf = (key: string) => sampleBytes(all.indexOf(key), 20 + all.indexOf(key));
  await inBatches(all, (key) => trial.bank.putObject(key, bytesOf(key)));
  await trial.expectListing(all);
  await inBatches(all, async (key) => {
    await trial.expectObject(key, bytesOf(key));
    await trial.expectListing(
      all.filter((one) => one.startsWith(key)),
      key,
    );
  });
  const [first = '', ...others] = all;
  await trial.bank.deleteObject(first);
  await trial.expectListing(others);
  await inBatches(others, (key) => trial.expectObject(key, bytesOf(key)));
}

/** Segments around the limits that stores have, and keys of the full length, some alike but for their end. */
function longKeys(length: number): readonly string[] {
  const full = (start: string, fill: string) => {
    const room = length - Buffer.byteLength(start);
    return start + fill.repeat(Math.floor(room / Buffer.byteLength(fill)));
  };
  const segments = [63, 64, 100, 127, 128, 143, 144, 200, 250, 254, 255, 256, 257, 300, 511, 512, 700].flatMap((size) => [
    's'.repeat(size),
    'S'.repeat(size),
  ]);
  const around = 's'.repeat(255);
  return [
    ...segments.filter((key) => key.length <= length),
    ...[`${around}/a`, `${around}.a`, `${around}0`, `${around}s/a`, `${around}/s/a`, `${around}t`, `${around.slice(1)}t`],
    ...[full('x', 'x'), full('x', 'x').slice(0, -1), full('x', 'x').slice(0, -1) + 'y', full('X', 'X')],
    ...[full('é', 'é'), full('日', '日'), full('\u{1f600}', '\u{1f600}'), full('%', '%'), full('.', '.')],
    ...[full('p/', 'q'), full('p/q/', 'r/').replace(/\/$/, ''), full(`${'l'.repeat(300)}/`, 'm')],
  ];
}
