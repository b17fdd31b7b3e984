import { expect, test } from 'vitest';
import { CloudError } from '../cloud-error.js';
import { testOnBothClouds } from './both-clouds.js';
import type { TestOn } from './both-clouds.js';

/** What came of it, and the lines that were printed. */
async function outcomeOf(testOn: TestOn) {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const outcome = await testOnBothClouds(testOn, { say: print, log: print }).catch((error: unknown) => String(error));
  return { outcome, lines };
}
const cannotRun = new CloudError('CLOUD_CANNOT_RUN', 'there is no /dev/kvm.');

test('suites of either cloud that fail are named', async () => {
  expect(await outcomeOf(async () => [])).toEqual({ outcome: true, lines: [] });
  expect(await outcomeOf(async (guests) => [guests ? 'guests' : 'plain'])).toEqual({
    ...{ outcome: false, lines: ['FAILED: plain', 'FAILED: guests'] },
  });
});

test('guests that cannot run are skipped, which hides no failure before them', async () => {
  const withoutGuests = (failed: readonly string[]) => outcomeOf(async (guests) => (guests ? Promise.reject(cannotRun) : failed));
  const skip = 'SKIPPED: real guests: there is no /dev/kvm.';
  expect(await withoutGuests([])).toEqual({ outcome: true, lines: [skip] });
  expect(await withoutGuests(['plain'])).toEqual({ outcome: false, lines: [skip, 'FAILED: plain'] });
});

test('what else goes wrong with the guests is thrown, after the failures before it were named', async () => {
  const broken = new CloudError('CLOUD_SERVICE_FAILED', 'libvirtd ended');
  const { outcome, lines } = await outcomeOf(async (guests) => (guests ? Promise.reject(broken) : ['plain']));
  expect({ outcome, lines }).toEqual({ outcome: 'CloudError: libvirtd ended', lines: ['FAILED: plain'] });
});

test('a plain cloud that cannot run is told', async () => {
  expect(await outcomeOf(() => Promise.reject(cannotRun))).toEqual({ outcome: 'CloudError: there is no /dev/kvm.', lines: [] });
});
