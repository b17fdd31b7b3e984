import { readdir, readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { KarborProcess } from './karbor-process.js';
import { leftIn } from './left-in-cloud.js';
import { Operator } from './operator.js';
import type { Item } from './operator.js';
import { makeSmallProject } from './small-project.js';
import { makesSnapshot, protectUntilPaused, reached, statusOf } from './standing-still.js';

let operator: Operator;
let server: string;
let volumes: readonly string[];
let before: Awaited<ReturnType<typeof leftIn>>;

beforeAll(async () => {
  operator = await Operator.start();
  const { dbId, dbBootId, dbDataId } = await makeSmallProject(operator.cloud);
  server = `OS::Nova::Server#${dbId}`;
  volumes = [dbBootId, dbDataId].map((id) => `OS::Cinder::Volume#${id}`);
  before = await leftIn(operator.cloud);
  for (const seconds of [0.01, 1, 5]) await operator.write(`${seconds}-s.json`, JSON.stringify({ 'OS::Nova::Server': { max_freeze: seconds } }));
  await operator.write('providers.d/lenient.conf', lenient(await readFile(operator.path('providers.d', 'nightly.conf'), 'utf8')));
});
afterEach(() => {
  operator.cloud.faults.clear();
});
afterAll(() => operator.end());

/** The same provider, which goes on without what has failed. */
const lenient = (file: string) => `${file.replace('id = nightly', 'id = lenient').replace('/bank\n', '/lenient-bank\n')}\n[executor]\non_failure = continue\n`;

const protect = (seconds: number, ...more: readonly string[]) => [
  ...['--provider', 'nightly', '--resource', server, '--parameters', `${seconds}-s.json`, ...more],
];

/** An event as it is printed. */
interface Event {
  readonly type: string;
  readonly checkpointId?: string;
  readonly kind?: string;
  readonly status?: string;
  readonly heldMs?: number;
  readonly error?: { readonly code: string };
}

const eventsOf = (out: string) => out.trim().split('\n').map((line) => JSON.parse(line) as Event);

/** For how many milliseconds servers were paused. */
const pauses = (events: readonly Event[]) =>
  events.filter(({ kind, status }) => kind === 'paused' && status === 'released').map(({ heldMs }) => heldMs);

test('a server runs again when its time is up, whatever its snapshots wait for', async () => {
  const running = await protectUntilPaused(operator, ...protect(1, '--events'));
  await reached(operator, running, 'db', 'ACTIVE');
  // The snapshots still hang: nothing but its time has let it go.
  expect(running.child.exitCode).toBeNull();
  operator.cloud.faults.clear();
  const { code, out, err } = await running.ended;
  expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/KARBOR_FREEZE_EXCEEDED/) as unknown });
  const [heldMs, ...others] = pauses(eventsOf(out));
  expect(others).toEqual([]);
  expect(heldMs).toBeGreaterThan(0);
  const [newest] = await operator.json<Item[]>('checkpoint', 'list', '--provider', 'nightly', '--limit', '1');
  expect(await operator.json('checkpoint', 'show', newest?.id ?? '', '--provider', 'nightly')).toMatchObject({
    ...{ status: 'error', errors: [{ code: 'KARBOR_FREEZE_EXCEEDED' }], frozenMs: { [server]: heldMs } },
  });
  const shown = await operator.run('checkpoint', 'show', newest?.id ?? '', '--provider', 'nightly');
  expect(shown).toMatch(new RegExp(`^stood still +${server}, for \\d+\\.\\d s$`, 'm'));
  expect(await leftIn(operator.cloud)).toEqual(before);
});

describe('a process that is stopped while a server stands still', () => {
  /** Lets it go on, and gives what it came to. */
  async function goOn({ child, ended }: KarborProcess) {
    operator.cloud.faults.clear();
    child.kill('SIGCONT');
    const outcome = await ended;
    await operator.cloud.settled();
    return outcome;
  }

  test('holds it no longer than it may, and fails when it goes on', async () => {
    const running = await protectUntilPaused(operator, ...protect(5));
    running.child.kill('SIGSTOP');
    await reached(operator, running, 'db', 'ACTIVE');
    expect(await stateOf(running.child.pid)).toBe('T');
    const { code, err } = await goOn(running);
    expect(code).toBe(1);
    expect(err).toMatch(/^karbor watchdog: The process of operation \S+ has not let go in time; let go: OS::Nova::Server#\S+ db \(paused\)\.$/m);
    expect(err).toMatch(/KARBOR_FREEZE_EXCEEDED/);
    expect(statusOf(operator, 'db')).toBe('ACTIVE');
    expect(await leftIn(operator.cloud)).toEqual(before);
    expect(await operator.run('sweep', '--provider', 'nightly')).toBe('No operation has been left unfinished.\n');
  });

  test('holds it no longer than until the next sweep, should there be no watchdog', async () => {
    const running = await protectUntilPaused(operator, ...protect(5));
    running.child.kill('SIGSTOP');
    for (const pid of await childrenOf(running.child.pid)) process.kill(pid, 'SIGKILL');
    // A sweep before its time leaves it alone: somebody works on it.
    let said = '';
    while (statusOf(operator, 'db') !== 'ACTIVE') said = await operator.run('sweep', '--provider', 'nightly');
    expect(await stateOf(running.child.pid)).toBe('T');
    expect(said).toContain(`${server} db (paused) goes on: it was to stand still for a limited time, which is over.\n`);
    expect(said).toMatch(/ is left alone: somebody works on it\.\n$/);
    const { code, err } = await goOn(running);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/KARBOR_FREEZE_EXCEEDED/) as unknown });
    expect(await leftIn(operator.cloud)).toEqual(before);
  });
});

describe('with on_failure = continue', () => {
  test('a server that takes longer to stand still than it may goes on at once', async () => {
    const document = await operator.json('protect', ...protect(0.01), '--provider', 'lenient');
    expect(document).toMatchObject({ status: 'done', notQuiesced: { [server]: [server], [volumes[0] ?? '']: [server] } });
    expect(await leftIn(operator.cloud)).toEqual(before);
  });

  test('all is protected all the same; the checkpoint, its events and every restore say what is not of one instant', async () => {
    const { cloud } = operator;
    // Longer than the server may wait for them.
    cloud.faults.add({ ...makesSnapshot, effect: { kind: 'latency', milliseconds: 4000 }, count: 'forever' });
    const args = [...protect(1, '--events'), '--provider', 'lenient'];
    const running = operator.start(['protect', ...args]);
    await reached(operator, running, 'db', 'PAUSED');
    await reached(operator, running, 'db', 'ACTIVE');
    expect(cloud.inventory().snapshots).toEqual([]);
    const { code, out, err } = await running.ended;
    expect({ code, err }).toEqual({ code: 0, err });
    const events = eventsOf(out);
    expect(events.filter(({ status }) => status === 'overdue')).toMatchObject([{ kind: 'paused', error: { code: 'KARBOR_FREEZE_EXCEEDED' } }]);
    const [heldMs] = pauses(events);
    expect(heldMs).toBeGreaterThan(0);
    expect(await leftIn(cloud)).toEqual(before);

    const id = events.find(({ type }) => type === 'operation')?.checkpointId ?? '';
    const shown = await operator.json<{ status: string; resources: Marked[] }>('checkpoint', 'show', id, '--provider', 'lenient');
    expect(shown.status).toBe('available');
    const marks = Object.fromEntries(shown.resources.map(({ type, id: own, notQuiesced }) => [`${type}#${own}`, notQuiesced]));
    expect(marks).toMatchObject(Object.fromEntries([server, ...volumes].map((key) => [key, [server]])));
    expect(shown.resources.find(({ type }) => type === 'OS::Nova::Server')?.frozenMs).toBe(heldMs);

    const text = await operator.call(['checkpoint', 'show', id, '--provider', 'lenient']);
    expect(text.out).toMatch(new RegExp(`^RESOURCE .* NOT OF ONE INSTANT$[^]*^${volumes[1] ?? ''} .* ${server} ran again too early$`, 'm'));
    const [volume = ''] = volumes;
    const restored = await operator.call(['restore', id, '--provider', 'lenient', '--resource', volume]);
    expect(restored.code).toBe(0);
    expect(restored.out).toContain('\nNot of one instant, because something ran again before all was captured:\n');
    expect(restored.out).toMatch(new RegExp(`^${volume} +db-boot +${server}$`, 'm'));
  });
});

interface Marked {
  readonly type: string;
  readonly id: string;
  readonly notQuiesced?: readonly string[];
  readonly frozenMs?: number;
}

/** `T`: stopped by a signal. */
async function stateOf(pid: number | undefined): Promise<string> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
}

/** The processes that a process has started. */
async function childrenOf(pid: number | undefined): Promise<readonly number[]> {
  const children: number[] = [];
  for (const name of await readdir('/proc')) {
    const stat = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '') : '';
    const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (parent === String(pid)) children.push(Number(name));
  }
  return children;
}
