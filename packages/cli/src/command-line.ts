import { defaultConfigDir } from '@karbor/core';
import { Command } from 'commander';
import { addCheckpointCommands } from './commands/checkpoint.js';
import { addPlanCommand } from './commands/plan.js';
import { addProtectCommand } from './commands/protect.js';
import { addProtectableCommands } from './commands/protectable.js';
import { addProviderCommands } from './commands/provider.js';
import { addRestoreCommand } from './commands/restore.js';
import { addSweepCommand } from './commands/sweep.js';
import { addWatchdogCommand } from './commands/watchdog.js';
import type { Invocation } from './invocation.js';
import { addCommonOptions } from './settings/common-settings.js';
import { version } from './version.js';

const helpAfter = `
Example:
  $ karbor protect --project --os-cloud mycloud

Exit codes: 0 done, 1 the operation failed, 2 bad usage or bad configuration, 3 good in part, 130 cancelled.`;

/** The `karbor` command with all its commands and options. Parsing rejects with commander's own errors. */
export function commandLine(invocation: Invocation): Command {
  const { environment, out, err } = invocation;
  const program = new Command('karbor')
    .description('Protects resources of a cloud into a bank, and restores them.')
    .usage('[options] <command>')
    .version(version)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', helpAfter)
    .configureOutput({
      writeOut: (text) => void out.write(text),
      writeErr: (text) => void err.write(text),
      // What is thrown is told once, by whoever catches it.
      outputError: () => undefined,
      getOutHelpWidth: () => out.stream.columns ?? 100,
      getErrHelpWidth: () => err.stream.columns ?? 100,
    });
  addCommonOptions(program, environment['KARBOR_CONFIG_DIR'] || defaultConfigDir);
  addProviderCommands(program, invocation);
  addProtectableCommands(program, invocation);
  addPlanCommand(program, invocation);
  addProtectCommand(program, invocation);
  addCheckpointCommands(program, invocation);
  addRestoreCommand(program, invocation);
  addSweepCommand(program, invocation);
  addWatchdogCommand(program, invocation);
  return program;
}
