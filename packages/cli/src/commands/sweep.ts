import type { Command } from 'commander';
import { sweep } from '../sweep/sweep.js';
import type { Invocation } from '../invocation.js';
import { addCommand } from './add-command.js';

/** `sweep` */
export function addSweepCommand(program: Command, invocation: Invocation): void {
  addCommand({
    ...{ parent: program, usage: 'sweep', example: 'sweep --dry-run --os-cloud mycloud' },
    description: 'find operations that were cut off, and release what they have left outside',
  })
    .option('--dry-run', 'only list them')
    .option('--resume', 'go on with them instead')
    .option('--operation <id>', 'only this one')
    .action((_own: unknown, command: Command) => sweep(invocation, command.optsWithGlobals()));
}
