import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runKarbor } from '../run-karbor.js';
import type { TestTerminal } from '../terminal.fixture.js';
import { Workspace } from '../workspace.fixture.js';

interface Item {
  readonly id: string;
  readonly status: string;
}

let workspace: Workspace;

beforeEach(async () => {
  workspace = await Workspace.ofThings('slow', 'stubborn', 'quick');
});
afterEach(() => workspace.remove());

/** Runs the command, and calls `act` once when its events tell of progress. */
async function whenItRuns(args: readonly string[], act: (terminal: TestTerminal) => void): Promise<TestTerminal & { code: number }> {
  let isDue = true;
  const terminal: TestTerminal = workspace.terminal({
    onOutput: (text) => {
      if (!isDue || !text.includes('"progress"')) return;
      isDue = false;
      act(terminal);
    },
  });
  return Object.assign(terminal, { code: await runKarbor([...args, '--events'], terminal) });
}

describe('an interrupt', () => {
  test('cancels an operation: what it made is released, its checkpoint is in error, the exit code is 130', async () => {
    const { code, output, errors } = await whenItRuns(['protect', '--resource', 'Trial::Thing#slow'], ({ interrupt }) => interrupt());
    expect(code).toBe(130);
    expect(JSON.parse(output().trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ status: 'cancelled' });
    expect(errors()).toMatch(/^karbor: Operation protect of checkpoint \S+ was cancelled\. \[KARBOR_CANCELLED\]\n$/);
    expect(await workspace.marks()).toEqual([]);
    const [checkpoint] = await workspace.json<Item[]>('checkpoint', 'list');
    expect(checkpoint).toMatchObject({ status: 'error' });
    expect(await workspace.json('checkpoint', 'delete', checkpoint!.id)).toMatchObject({ status: 'done' });
  });

  test('is told in the document', async () => {
    const terminal = workspace.terminal();
    const ended = runKarbor(['protect', '--resource', 'Trial::Thing#slow', '--json'], terminal);
    while (!terminal.errors().includes('▸ onMain')) await new Promise((resolve) => setTimeout(resolve, 5));
    terminal.interrupt();
    expect(await ended).toBe(130);
    expect(JSON.parse(terminal.output())).toMatchObject({ operation: 'protect', status: 'cancelled', error: { code: 'KARBOR_CANCELLED' } });
  });

  test('twice says to wait, and a third one ends the process', async () => {
    const { code, errors, exits } = await whenItRuns(['protect', '--resource', 'Trial::Thing#stubborn'], ({ interrupt }) => {
      interrupt();
      interrupt();
      interrupt();
    });
    expect(code).toBe(130);
    expect(errors()).toMatch(/^Still ending what runs\. Once more, and this ends at once/);
    expect(exits).toEqual([130]);
  });

  test('before anything runs ends the command, with nothing written', async () => {
    const terminal = workspace.terminal();
    const ended = runKarbor(['protect', '--resource', 'Trial::Thing#quick'], terminal);
    terminal.interrupt();
    expect(await ended).toBe(130);
    expect(terminal.errors()).toMatch(/^karbor: [^\n]* \[KARBOR_CANCELLED\]\n$/);
    expect(await workspace.json('checkpoint', 'list')).toEqual([]);
  });
});
