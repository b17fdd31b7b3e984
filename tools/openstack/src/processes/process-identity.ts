import { readdirSync, readFileSync } from 'node:fs';

/** Tells a process from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In clock ticks since the machine started, as in /proc/PID/stat. */
  readonly startTime: string;
  /** Of this run of the kernel. */
  readonly bootId: string;
}

interface ProcessStat {
  readonly state: string;
  readonly group: number;
  readonly startTime: string;
}

/** From the text of /proc/PID/stat; the program's name in it may hold spaces and brackets. */
export function parseStat(stat: string): ProcessStat {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', group: Number(fields[2]), startTime: fields[19] ?? '' };
}

const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

function statOf(pid: number): ProcessStat | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** `undefined` when there is no such process. */
export function identify(pid: number): ProcessIdentity | undefined {
  const stat = statOf(pid);
  return stat && { pid, startTime: stat.startTime, bootId: bootId() };
}

/** Whether exactly this process runs. One that ended but was not yet waited for does not. */
export function isAlive({ pid, startTime, bootId: boot }: ProcessIdentity): boolean {
  const stat = statOf(pid);
  return stat !== undefined && stat.startTime === startTime && stat.state !== 'Z' && boot === bootId();
}

/** Whether the process, as the leader of its group, or a process that it left behind in the group, runs. */
export function isGroupAlive(identity: ProcessIdentity): boolean {
  const { pid, startTime, bootId: boot } = identity;
  if (boot !== bootId()) return false;
  // A number is not given away while a group has it; so a leader that started later has a group of its own.
  const leader = statOf(pid);
  if (leader !== undefined && leader.startTime !== startTime) return false;
  if (isAlive(identity)) return true;
  return readdirSync('/proc').some((name) => {
    const stat = /^\d+$/.test(name) ? statOf(Number(name)) : undefined;
    return stat !== undefined && stat.group === pid && stat.state !== 'Z';
  });
}
