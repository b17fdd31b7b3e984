import { parseArgs } from 'node:util';
import { CloudError } from '../cloud-error.js';
import { isStage, stages } from '../services/stage-names.js';
import type { Stage } from '../services/stage-names.js';

export const usage = `A real OpenStack on this machine's loopback (Debian 12, root).

  npm run openstack:up [-- OPTIONS]    brings it up; what runs is left as it is
    --stage NAME       how much of it: ${stages.join(', ')} (default: nova, which is all)
    --fresh            forget all that was in it
    --guests           servers are real guests of KVM (else nothing runs in them; their disks are real)
  npm run openstack:down               stops it; its state stays
  npm run openstack:status             what runs, and where it answers
  All:
    --state-dir DIR    where its state is (default: ~/.local/state/karbor-openstack)
    --help
`;

const commands = ['up', 'down', 'status'] as const;
export type CommandName = (typeof commands)[number];

export interface Arguments {
  readonly command: CommandName | 'help';
  readonly stateDir?: string;
  readonly stage?: Stage;
  readonly fresh?: boolean;
  readonly guests?: boolean;
}

/** Throws `CLOUD_ARGUMENT`, which names the argument at fault. */
export function parseArguments(argv: readonly string[]): Arguments {
  const { command, values } = split(argv);
  if (values.help === true) return { command: 'help' };
  const { stage, fresh, guests, 'state-dir': stateDir } = values;
  if (stage !== undefined && !isStage(stage)) throw refuse(`--stage is one of ${stages.join(', ')}, not ${stage}.`);
  if (command !== 'up')
    for (const name of ['stage', 'fresh', 'guests'] as const)
      if (values[name] !== undefined) throw refuse(`--${name} is for openstack:up only.`);
  return {
    command,
    ...(stateDir !== undefined && { stateDir }),
    ...(stage !== undefined && { stage }),
    ...(fresh !== undefined && { fresh }),
    ...(guests !== undefined && { guests }),
  };
}

const options = {
  stage: { type: 'string' },
  fresh: { type: 'boolean' },
  guests: { type: 'boolean' },
  'state-dir': { type: 'string' },
  help: { type: 'boolean' },
} as const;

function split([first, ...rest]: readonly string[]) {
  const command = commands.find((name) => name === first);
  if (!command) throw refuse(`The command is one of ${commands.join(', ')}, not ${first ?? 'nothing'}.`);
  try {
    return { command, ...parseArgs({ args: rest, options, strict: true, allowPositionals: false }) };
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
}

const refuse = (message: string): CloudError => new CloudError('CLOUD_ARGUMENT', message);
