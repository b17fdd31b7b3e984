import type { Invocation } from '../invocation.js';
import type { CommonSettings } from '../settings/common-settings.js';
import { tableRow } from './table.js';

/** How the items of a long list look as text. */
export interface Columns<Item> {
  readonly heading: readonly string[];
  readonly widths: readonly number[];
  readonly cells: (item: Item) => readonly string[];
}

/** Prints a list while it arrives: as one JSON array with `--json`, else as a table. Ends early when nobody reads any more. */
export async function printList<Item>(
  { out }: Invocation,
  settings: CommonSettings,
  items: AsyncIterable<Item>,
  { heading, widths, cells }: Columns<Item>,
): Promise<void> {
  const first = settings.json ? '[' : tableRow(heading, widths) + tableRow(widths.map((wide) => '─'.repeat(wide)), widths);
  let count = 0;
  for await (const item of items) {
    if (count === 0) await out.write(first);
    const text = settings.json ? `${count === 0 ? '' : ','}\n${indented(item)}` : tableRow(cells(item), widths);
    count += 1;
    await out.write(text);
    if (out.isClosed) return;
  }
  if (count === 0) await out.write(first);
  if (settings.json) await out.write(count === 0 ? ']\n' : '\n]\n');
}

function indented(item: unknown): string {
  return JSON.stringify(item, null, 2).replace(/^/gm, '  ');
}
