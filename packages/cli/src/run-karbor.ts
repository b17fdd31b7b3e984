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

/** Runs the `karbor` command with these arguments, and gives its exit code when all output is written. Never rejects. */
export async function runKarbor(args: readonly string[], terminal: Terminal): Promise<number> {
  const { environment, workingFolder, installation, input, startDetached } = terminal;
  const out = TextOutput.to(terminal.out);
  const err = TextOutput.to(terminal.err);
  const messages = new Messages(err);
  const { signal, isFaulty, stopListening } = listenToInterrupts(terminal, messages, args.includes('--debug'));
  const code = await parse(args, {
    ...{ environment, workingFolder, installation, out, err, messages, signal },
    ...(input && { input }),
    ...(startDetached && { startDetached }),
  });
  stopListening();
  await out.flushed();
  if (out.failure) messages.line(`karbor: The result could not be written: ${out.failure.message}`);
  await err.flushed();
  return isFaulty() || (out.failure && code === exitCodes.done) ? exitCodes.failed : code;
}

async function parse(args: readonly string[], invocation: Invocation): Promise<number> {
  const program = commandLine(invocation);
  const { written } = invocation.out;
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCodes.done;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return exitCodes.done;
    // A group of commands without one of them: its help was shown.
    if (thrown instanceof CommanderError && thrown.code === 'commander.help') return exitCodes.usage;
    const error = thrown instanceof CommanderError ? commanderUsageError(thrown, program, args) : causeOf(thrown);
    invocation.messages.block(errorText(error, { debug: args.includes('--debug') }));
    // There is one document: what was printed before, also when it is not whole.
    const isFirst = invocation.out.written === written;
    if (args.includes('--json') && isFirst) await invocation.out.write(json({ status: 'failed', error: errorDocument(error) }));
    return exitCodeOf(error);
  }
}

function causeOf(thrown: unknown): unknown {
  return thrown instanceof BadResult ? thrown.cause : thrown;
}
