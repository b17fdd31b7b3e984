import type { ServerRecord, VmState } from './records.js';

const statuses: Readonly<Record<VmState, string>> = {
  building: 'BUILD',
  active: 'ACTIVE',
  paused: 'PAUSED',
  suspended: 'SUSPENDED',
  stopped: 'SHUTOFF',
  rescued: 'RESCUE',
  shelved_offloaded: 'SHELVED_OFFLOADED',
  error: 'ERROR',
};

const powerStates: Readonly<Record<VmState, number>> = {
  building: 0,
  active: 1,
  paused: 3,
  suspended: 4,
  stopped: 4,
  rescued: 1,
  shelved_offloaded: 4,
  error: 0,
};

export const statusOf = ({ vmState, taskState }: Pick<ServerRecord, 'vmState' | 'taskState'>): string =>
  taskState === 'rebooting' ? 'REBOOT' : statuses[vmState];

export const powerStateOf = ({ vmState }: ServerRecord): number => powerStates[vmState];
