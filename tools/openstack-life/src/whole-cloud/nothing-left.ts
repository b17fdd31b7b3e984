import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { variable } from '../cloud/place.js';
import { wholeCloud } from './whole-cloud.js';

const patience = 60_000;

/** Before all tests and after them: the whole cloud, not only what its users see, must be as it was. */
export default async function setup(): Promise<() => Promise<void>> {
  const cloud = { cloudsFile: variable('KARBOR_TEST_CLOUDS_FILE'), stateDir: variable('KARBOR_TEST_CLOUD_STATE') };
  const before = await wholeCloud(cloud);
  return async () => {
    // The last removals may still be under way.
    for (const end = performance.now() + patience; ; ) {
      const after = await wholeCloud(cloud);
      if (isDeepStrictEqual(after, before)) return;
      if (performance.now() > end) {
        // Vitest prints what is thrown here, and takes it for success.
        process.exitCode = 1;
        throw new Error(`The whole cloud is not as it was before the tests: ${difference(before, after)}`);
      }
      await delay(1000);
    }
  };
}

function difference(before: readonly string[], after: readonly string[]): string {
  const without = (ones: readonly string[], others: readonly string[]) => ones.filter((one) => !others.includes(one)).join('; ');
  return `new: ${without(after, before) || 'nothing'}; gone: ${without(before, after) || 'nothing'}.`;
}
