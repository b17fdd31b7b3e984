/**
 * Microseconds of processor time that this process has used since `start`, its garbage collector's included. Where
 * hooks wait for nothing that is what a clock would show if nothing else ran on the machine.
 */
export function processorTimeSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return user + system;
}
