import { expect, test } from 'vitest';
import { CloudError } from '../cloud-error.js';
import { runSuites } from './run-suites.js';
import type { Suite } from './suites.js';

const suite = (name: string, more: Partial<Suite> = {}): Suite => ({ name, folder: '.', arguments: [], environment: {}, ...more });
const suites = [suite('plain'), suite('outages', { lane: 'outages' }), suite('guests', { lane: 'guests', guests: true })];

/** What comes of it when some suites fail, or throw, and the lines that were printed. */
async function outcomeOf(ends: Readonly<Record<string, boolean | Error>>) {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const run = async ({ name }: Suite) => {
    const end = ends[name] ?? true;
    if (typeof end !== 'boolean') throw end;
    return Promise.resolve(end);
  };
  const passed = await runSuites(suites, { run, signal: new AbortController().signal, say: print, log: print });
  return { passed, lines: lines.filter((line) => !line.startsWith('Running: ')) };
}
const cannotRun = new CloudError('CLOUD_CANNOT_RUN', 'there is no /dev/kvm.');
const skip = 'SKIPPED: real guests: there is no /dev/kvm.';

test('suites that fail are named', async () => {
  expect(await outcomeOf({})).toEqual({ passed: true, lines: [] });
  expect(await outcomeOf({ plain: false, guests: false })).toEqual({ passed: false, lines: ['FAILED: plain', 'FAILED: guests'] });
});

test('guests that cannot run are skipped, which hides no failure beside them', async () => {
  expect(await outcomeOf({ guests: cannotRun })).toEqual({ passed: true, lines: [skip] });
  expect(await outcomeOf({ plain: false, guests: cannotRun })).toEqual({ passed: false, lines: [skip, 'FAILED: plain'] });
});

test('what else goes wrong with the guests is told, and hides no failure either', async () => {
  const broken = new CloudError('CLOUD_SERVICE_FAILED', 'libvirtd ended');
  const { passed, lines } = await outcomeOf({ outages: false, guests: broken });
  expect({ passed, lines: lines.sort() }).toEqual({ passed: false, lines: ['FAILED: guests: libvirtd ended', 'FAILED: outages'] });
  expect(await outcomeOf({ plain: cannotRun })).toEqual({ passed: false, lines: ['FAILED: plain: there is no /dev/kvm.'] });
});

test('when it is ended, nothing more is run', async () => {
  const end = new AbortController();
  const ran: string[] = [];
  const run = async ({ name }: Suite) => {
    ran.push(name);
    end.abort(new Error('ended'));
    return Promise.reject(new Error('killed'));
  };
  const quiet = () => undefined;
  await expect(runSuites(suites, { run, signal: end.signal, say: quiet, log: quiet })).rejects.toThrow('ended');
  expect(ran).toEqual(['plain']);
});
