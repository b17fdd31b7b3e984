import type { Command } from 'commander';

/** How a command is described. */
export interface CommandDescription {
  readonly parent: Command;
  /** Its name and arguments, such as `show <id>`. */
  readonly usage: string;
  readonly description: string;
  /** What follows `karbor` in one line that works. */
  readonly example: string;
}

/** Adds a command with its description and one example. */
export function addCommand({ parent, usage, description, example }: CommandDescription): Command {
  return parent.command(usage).description(description).addHelpText('after', `\nExample:\n  $ karbor ${example}`);
}
