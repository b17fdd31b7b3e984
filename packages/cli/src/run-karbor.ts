import { CommanderError } from 'commander';
import { BadResult } from './bad-result.js';
import { commandLine } from './command-line.js';
import { exitCodeOf, exitCodes } from './exit-codes.js';
import type { Invocation } from './invocation.js';
import { errorDocument, errorText } from './output/error.js';
import { json } from './output/print.js';
import { commanderUsageError } from './settings/usage-error.js';
import { listenToInterrupts } from './terminal/interrupts.js';
import { Messages } from './terminal/messages.js';
import type { Terminal } from './terminal/terminal.js';
import { TextOutput } from './terminal/text-output.js';

/** Runs the `karbor` command with these arguments, and gives its exit code. Never rejects. */
export async function runKarbor(args: readonly string[], terminal: Terminal): Promise<number> {
  const { environment, workingFolder, installation } = terminal;
  const out = TextOutput.to(terminal.out);
  const err = TextOutput.to(terminal.err);
  const messages = new Messages(err);
  const { signal, isFaulty, stopListening } = listenToInterrupts(terminal, messages, args.includes('--debug'));
  const invocation = { environment, workingFolder, installation, out, err, messages, signal };
  const code = await parse(args, invocation);
  stopListening();
  return isFaulty() ? exitCodes.failed : code;
}

async function parse(args: readonly string[], invocation: Invocation): Promise<number> {
  const program = commandLine(invocation);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCodes.done;
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) return tell(thrown, args, invocation);
    if (thrown.exitCode === 0) return exitCodes.done;
    // A group of commands without one of them: its help was shown.
    if (thrown.code === 'commander.help') return exitCodes.usage;
    return tell(commanderUsageError(thrown, program, args), args, invocation);
  }
}

async function tell(thrown: unknown, args: readonly string[], { out, messages }: Invocation): Promise<number> {
  const isPrinted = thrown instanceof BadResult;
  const error = isPrinted ? thrown.cause : thrown;
  messages.block(errorText(error, { debug: args.includes('--debug') }));
  if (args.includes('--json') && !isPrinted) await out.write(json({ status: 'failed', error: errorDocument(error) }));
  return exitCodeOf(error);
}
