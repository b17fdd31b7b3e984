import { readFile, readlink } from 'node:fs/promises';

/** Which process of which machine, since its last start: never of two processes. */
export interface ProcessIdentity {
  /** Of the machine's kernel. */
  readonly bootId: string;
  /** In which `pid` and times are counted. */
  readonly namespaces: string;
  readonly pid: number;
  /** In ticks since the machine was started. */
  readonly startTime: number;
}

let own: Promise<ProcessIdentity | undefined> | undefined;

/** This process; `undefined` where that cannot be told: it takes Linux's `/proc`. */
export function ownProcess(): Promise<ProcessIdentity | undefined> {
  own ??= readOwnProcess().catch(() => undefined);
  return own;
}

/** Whether `identity` is of this machine, and its process lives; `elsewhere` also when that cannot be told. */
export async function processState(identity: ProcessIdentity): Promise<'lives' | 'gone' | 'elsewhere'> {
  const here = await ownProcess();
  const { bootId, namespaces, pid, startTime } = identity;
  if (here?.bootId !== bootId || here.namespaces !== namespaces) return 'elsewhere';
  if (!exists(pid)) return 'gone';
  const found = await readProcess(String(pid)).catch(() => undefined);
  // Linux may hide the processes of other users.
  if (!found) return 'elsewhere';
  return found.startTime === startTime && !found.hasEnded ? 'lives' : 'gone';
}

async function readOwnProcess(): Promise<ProcessIdentity | undefined> {
  // The `/proc` that is mounted may be another namespace's.
  if ((await readlink('/proc/self')) !== String(process.pid)) return undefined;
  const [bootId, pids, times, { startTime }] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    readlink('/proc/self/ns/pid'),
    readlink('/proc/self/ns/time').catch(() => ''),
    readProcess('self'),
  ]);
  return { bootId: bootId.trim(), namespaces: `${pids} ${times}`.trim(), pid: process.pid, startTime };
}

async function readProcess(pid: string): Promise<{ readonly startTime: number; readonly hasEnded: boolean }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name of the process, in brackets, may hold anything.
  const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const startTime = Number(fields[18]);
  if (!Number.isSafeInteger(startTime)) throw new Error(`/proc/${pid}/stat has no start time.`);
  return { startTime, hasEnded: state === 'Z' || state === 'X' };
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
