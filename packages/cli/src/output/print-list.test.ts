import { expect, test } from 'vitest';
import type { Invocation } from '../invocation.js';
import { testTerminal } from '../terminal.fixture.js';
import type { TestTerminal } from '../terminal.fixture.js';
import { Messages } from '../terminal/messages.js';
import { TextOutput } from '../terminal/text-output.js';
import { printList } from './print-list.js';

const columns = { heading: ['ID'], widths: [4], cells: ({ id }: { id: string }) => [id] };
const settings = { configDir: '.' };

function invocationOf(terminal: TestTerminal): Invocation {
  const [out, err] = [TextOutput.to(terminal.out), TextOutput.to(terminal.err)];
  return { ...terminal, out, err, messages: new Messages(err), signal: new AbortController().signal };
}

test.each([
  ['a table', {}, 'ID\n────\na\n'],
  ['JSON', { json: true }, '[\n  {\n    "id": "a"\n  }'],
] as const)('%s is printed while it arrives', async (_what, options, afterFirst) => {
  const terminal = testTerminal({ workingFolder: '.' });
  const printed: string[] = [];
  async function* items() {
    for (const id of ['a', 'b', 'c']) {
      yield { id };
      printed.push(terminal.output());
    }
  }
  await printList(invocationOf(terminal), { ...settings, ...options }, items(), columns);
  expect(printed[0]).toBe(afterFirst);
  expect(printed).toHaveLength(3);
  if ('json' in options) expect(JSON.parse(terminal.output())).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
});

test('what nobody reads any more is not asked for', async () => {
  const terminal = testTerminal({
    workingFolder: '.',
    onOutput: (text) => {
      if (text.startsWith('5')) throw Object.assign(new Error('broken pipe'), { code: 'EPIPE' });
    },
  });
  let asked = 0;
  async function* items() {
    for (; ; asked += 1) yield { id: String(asked) };
  }
  await printList(invocationOf(terminal), settings, items(), columns);
  expect(asked).toBe(5);
});
