import { readFileSync } from 'node:fs';
import type { KarborProcess, Outcome } from './karbor-process.js';

/** Waits for a run's end, and gives the peak of its resident memory in MiB, as the kernel has it shortly before that. */
export async function withPeakMemory({ child, ended }: KarborProcess): Promise<Outcome & { readonly peak: number }> {
  let kibibytes = 0;
  const watch = setInterval(() => {
    kibibytes = Math.max(kibibytes, residentPeak(child.pid));
  }, 100);
  const outcome = await ended.finally(() => clearInterval(watch));
  return { ...outcome, peak: Math.round(kibibytes / 1024) };
}

function residentPeak(pid = 0): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
