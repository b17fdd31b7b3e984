import { completeAttachment, reserveAgain } from '../cinder/attachments.js';
import type { AttachmentRecord } from '../cinder/records.js';
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
  /** What else happens when it is done. */
  readonly then?: (cloud: Cloud, server: ServerRecord) => void;
  /** 202 without a body by default. */
  readonly answer?: Answer;
}

const eachAttachment = (
  cloud: Cloud,
  { volumes }: ServerRecord,
  act: (cloud: Cloud, attachment: AttachmentRecord) => void,
): void => {
  for (const { attachmentId } of volumes) {
    const attachment = cloud.tables.attachments.get(attachmentId);
    if (attachment !== undefined) act(cloud, attachment);
  }
};

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
  rescue: {
    ...{ name: 'rescue', from: ['active', 'stopped', 'error'], task: 'rescuing', to: 'rescued' },
    answer: { status: 200, body: { adminPass: 'devcloud-rescue' } },
  },
  unrescue: { name: 'unrescue', from: ['rescued'], task: 'unrescuing', to: 'active' },
  shelve: {
    ...{ name: 'shelve', from: ['active', 'stopped', 'paused', 'suspended'], task: 'shelving_offloading' },
    ...{ to: 'shelved_offloaded', then: (cloud, server) => eachAttachment(cloud, server, reserveAgain) },
  },
  unshelve: {
    ...{ name: 'unshelve', from: ['shelved_offloaded'], task: 'spawning', to: 'active' },
    then: (cloud, server) => eachAttachment(cloud, server, completeAttachment),
  },
};

/** The new state comes after the delay; what the guest was writing has ended by then. */
export const runPowerAction = (
  cloud: Cloud,
  call: NovaCall,
  server: ServerRecord,
  { name, from, task, to, then, answer = { status: 202 } }: PowerAction,
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
        then?.(cloud, server);
        action.finish('Success');
        return Promise.resolve();
      }),
    () => {
      setServer(cloud, server, { taskState: null });
      action.finish('Error');
    },
  );
  return answer;
};
