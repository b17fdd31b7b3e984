import type { Answer } from '../http/call.js';
import type { Cloud } from '../state/cloud.js';
import { logAction } from './action-log.js';
import type { NovaCall } from './nova-call.js';
import type { ServerRecord, VmState } from './records.js';
import { requireState, requireUnlocked, setServer } from './servers.js';

interface PowerAction {
  /** As the action log and the errors call it. */
  readonly name: string;
  readonly from: readonly VmState[];
  readonly task: string;
  readonly to: VmState;
}

export const powerActions: Readonly<Record<string, PowerAction>> = {
  pause: { name: 'pause', from: ['active'], task: 'pausing', to: 'paused' },
  unpause: { name: 'unpause', from: ['paused'], task: 'unpausing', to: 'active' },
  suspend: { name: 'suspend', from: ['active'], task: 'suspending', to: 'suspended' },
  resume: { name: 'resume', from: ['suspended'], task: 'resuming', to: 'active' },
  'os-stop': { name: 'stop', from: ['active', 'error'], task: 'powering-off', to: 'stopped' },
  'os-start': { name: 'start', from: ['stopped'], task: 'powering-on', to: 'active' },
  reboot: {
    name: 'reboot',
    from: ['active', 'stopped', 'paused', 'suspended', 'error'],
    task: 'rebooting',
    to: 'active',
  },
};

/** The new state comes after the delay; what the guest was writing has ended by then. */
export const runPowerAction = (
  cloud: Cloud,
  call: NovaCall,
  server: ServerRecord,
  { name, from, task, to }: PowerAction,
): Answer => {
  requireUnlocked(server, call.token);
  requireState(server, name, from);
  const action = logAction(cloud, call, server, name, `compute_${name}_instance`);
  setServer(cloud, server, { taskState: task });
  cloud.transitions.begin(
    'server',
    () =>
      cloud.guestTurns.take(server.id, () => {
        if (call.failsLater) return Promise.reject(new Error('It was asked to fail.'));
        setServer(cloud, server, { vmState: to, taskState: null });
        action.finish('Success');
        return Promise.resolve();
      }),
    () => {
      setServer(cloud, server, { taskState: null });
      action.finish('Error');
    },
  );
  return { status: 202 };
};
