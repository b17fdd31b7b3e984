import { defaultConfigDir } from '@karbor/core';
import { Command, CommanderError } from 'commander';
import { addCheckpointCommands } from './commands/checkpoint.js';
import { addPlanCommand } from './commands/plan.js';
import { addProtectableCommands } from './commands/protectable.js';
import { addProtectCommand } from './commands/protect.js';
import { addProviderCommands } from './commands/provider.js';
import { addRestoreCommand } from './commands/restore.js';
import { exitCodeOf, exitCodes } from './exit-codes.js';
import { BadResult } from './operation/bad-result.js';
import { errorDocument, errorText } from './output/error.js';
import { withCommonOptions } from './settings/common-settings.js';
import type { Terminal } from './terminal.js';

/** Runs the `karbor` command with these arguments, and gives its exit code. Never rejects. */
export async function runKarbor(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await commandLine(terminal).parseAsync(args, { from: 'user' });
    return exitCodes.done;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    const printed = thrown instanceof BadResult;
    const error = printed ? thrown.cause : thrown;
    terminal.err.write(errorText(error, args.includes('--debug')));
    const json = args.includes('--json') && !printed;
    if (json) terminal.out(`${JSON.stringify({ status: 'failed', error: errorDocument(error) }, null, 2)}\n`);
    return exitCodeOf(error);
  }
}

function commandLine(terminal: Terminal): Command {
  const program = new Command('karbor')
    .description('Protects resources of a cloud into a bank, and restores them.')
    .version(terminal.version)
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: (text) => void terminal.err.write(text) });
  const configDir = terminal.environment['KARBOR_CONFIG_DIR'] ?? defaultConfigDir;
  const add = (parent: Command, name: string, description: string) =>
    withCommonOptions(parent.command(name).description(description), configDir);
  addProviderCommands(program, add, terminal);
  addProtectableCommands(program, add, terminal);
  addPlanCommand(program, add, terminal);
  addProtectCommand(program, add, terminal);
  addCheckpointCommands(program, add, terminal);
  addRestoreCommand(program, add, terminal);
  return program;
}
