import { expect, test } from 'vitest';
import { runKarbor } from '../run-karbor.js';
import { Workspace } from '../workspace.fixture.js';

test('where nothing stands still no other process is started', async () => {
  const workspace = await Workspace.ofThings('quick');
  const started: (readonly string[])[] = [];
  const terminal = workspace.terminal();
  const code = await runKarbor(['protect', '--resource', 'Trial::Thing#quick'], {
    ...terminal,
    startDetached: (args) => {
      started.push(args);
      throw new Error('It is not to be started.');
    },
  });
  await workspace.remove();
  expect({ code, started }).toEqual({ code: 0, started: [] });
});
