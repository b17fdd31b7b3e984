import type { OperationEvent } from '@karbor/core';

/** The columns of the drawing. */
const width = 72;
const letters = { onPrepareBegin: 'b', onPrepareFinish: 'f', onMain: 'm', onComplete: 'c' } as const;

type HookEvent = Extract<OperationEvent, { type: 'hook' }>;

/** What an operation told, as `karbor protect --events` prints it: its checkpoint, and when each hook ran, drawn. */
export function drawHookOrder(eventLines: string): { readonly checkpointId: string; readonly lines: readonly string[] } {
  const events = eventLines.trimEnd().split('\n').map((line) => JSON.parse(line) as OperationEvent);
  const operation = events.find((event) => event.type === 'operation');
  if (!operation) throw new Error('The operation told nothing.');
  const hooks = events.filter((event) => event.type === 'hook');
  const start = hooks[0]?.time ?? 0;
  const span = Math.max(1, (hooks.at(-1)?.time ?? 0) - start);
  const column = ({ time }: HookEvent) => Math.min(width - 1, Math.floor(((time - start) / span) * width));
  const rows = new Map<string, string[]>();
  const started = new Map<string, HookEvent>();
  for (const event of hooks) {
    for (const { type, id, name } of event.resources) {
      const title = `${(type.split('::').at(-1) ?? type).toLowerCase().padEnd(8)} ${name}`;
      const row = rows.get(title) ?? Array.from({ length: width }, () => '·');
      rows.set(title, row);
      const key = `${type}#${id} ${event.hook}`;
      if (event.status === 'started') started.set(key, event);
      else row.fill(letters[event.hook], column(started.get(key) ?? event), column(event) + 1);
    }
  }
  const titleWidth = Math.max(...[...rows.keys()].map(({ length }) => length));
  return {
    checkpointId: operation.checkpointId,
    lines: [
      ...[...rows].map(([title, row]) => `${title.padEnd(titleWidth)}  ${row.join('')}`),
      `${' '.repeat(titleWidth)}  b onPrepareBegin  f onPrepareFinish  m onMain  c onComplete  (${(span / 1000).toFixed(1)} s)`,
    ],
  };
}
