import { KarborError } from '@karbor/plugin-sdk';
import type { Command, CommanderError } from 'commander';
import { oneLine } from '../output/printable.js';

/** What was asked for makes no sense; `message` says what to do. */
export function usageError(message: string): KarborError {
  return new KarborError('KARBOR_USAGE', message);
}

/** What commander has to say, and where there is help. */
export function commanderUsageError({ message }: CommanderError, program: Command, args: readonly string[]): KarborError {
  let command = program;
  const path = [program.name()];
  for (const arg of args) {
    const found = command.commands.find((one) => one.name() === arg);
    if (!found) continue;
    command = found;
    path.push(arg);
  }
  const said = oneLine(message).replace(/^error: /, '').replace(/[^.?)]$/, '$&.');
  return usageError(`${said.charAt(0).toUpperCase()}${said.slice(1)} See ${path.join(' ')} --help.`);
}
