import type { Command } from 'commander';
import type { Invocation } from '../invocation.js';
import { watchOver } from '../watchdog/watch-over.js';

/** `watchdog`: for the command itself, and so in no help. */
export function addWatchdogCommand(program: Command, invocation: Invocation): void {
  program
    .command('watchdog <operation>', { hidden: true })
    .description('let go what an operation holds still when standard input ends without a goodbye')
    .action((operationId: string, _own: unknown, command: Command) =>
      watchOver(invocation, command.optsWithGlobals(), operationId),
    );
}
