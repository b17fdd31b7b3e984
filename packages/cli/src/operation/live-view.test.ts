import { afterEach, expect, test } from 'vitest';
import { runKarbor } from '../run-karbor.js';
import { Workspace } from '../workspace.fixture.js';

let workspace: Workspace;

afterEach(() => workspace.remove());

test('shows hooks done and running, bytes and rate, and warnings above', async () => {
  workspace = await Workspace.ofThings('moving');
  const terminal = workspace.terminal({ isTTY: true });
  expect(await runKarbor(['protect', '--resource', 'Trial::Thing#moving'], terminal)).toBe(0);
  const shown = terminal.errors();
  expect(shown).toMatch(/█+░+ 1\/3 hooks · \d+\.\d MiB \(\d+\.\d MiB\/s\) · 1 running: onMain moving/);
  expect(shown).toMatch(/warning: The half of it is done, [^\n]* or less\.\n/);
  expect(shown).not.toContain('▸');
  // The cursor is shown again, and the last line is the summary.
  expect(shown.lastIndexOf('\u001b[?25h')).toBeGreaterThan(shown.lastIndexOf('\u001b[?25l'));
  expect(shown).toMatch(/3 hooks, 32\.0 MiB in \d+\.\d s \(\d+\.\d MiB\/s\)\n$/);
  expect(terminal.output()).toMatch(/^Checkpoint \S+ is available: 1 resources\.\n$/);
});

test('keeps a line for what went wrong', async () => {
  workspace = await Workspace.ofThings('broken');
  const terminal = workspace.terminal({ isTTY: true });
  expect(await runKarbor(['protect', '--resource', 'Trial::Thing#broken'], terminal)).toBe(1);
  expect(terminal.errors()).toMatch(/✗ onMain of Trial::Thing broken: The thing is broken in two lines\.\n/);
});
