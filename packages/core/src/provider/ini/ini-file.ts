import { parse } from 'ini';
import { decodeText } from './decode-text.js';
import { logicalLines } from './logical-lines.js';
import type { BadLine, LogicalLine } from './logical-lines.js';

/** A value exactly as written (without outer white space), and the line that it starts on. */
export interface IniValue {
  readonly value: string;
  readonly line: number;
}

/** A section; one that is written several times is one section. Each key has at least one value. */
export interface IniSection {
  readonly name: string;
  /** Where it is first written. */
  readonly line: number;
  readonly keys: ReadonlyMap<string, readonly IniValue[]>;
}

export type IniSections = ReadonlyMap<string, IniSection>;

type Entry = Extract<LogicalLine, { kind: 'entry' }>;

/** Reads INI in the dialect of oslo.config (see `logicalLines`). When a line is bad, only `bad` is of use. */
export function parseIniFile(bytes: Uint8Array): { readonly sections: IniSections; readonly bad: readonly BadLine[] } {
  const decoded = decodeText(bytes);
  if ('badLine' in decoded) {
    return { sections: new Map(), bad: [{ line: decoded.badLine, reason: 'it is not UTF-8 text' }] };
  }
  const { lines, bad } = logicalLines(decoded.text);
  const drafts = new Map<string, { readonly line: number; readonly entries: Entry[] }>();
  const homeless: BadLine[] = [];
  let entries: Entry[] | undefined;
  for (const line of lines) {
    if (line.kind === 'section') {
      const draft = drafts.get(line.name) ?? { line: line.line, entries: [] };
      drafts.set(line.name, draft);
      ({ entries } = draft);
    } else if (entries) {
      entries.push(line);
    } else {
      homeless.push({ line: line.line, reason: `"${line.key}" stands before any section: put it below a [section]` });
    }
  }
  const sections = new Map(
    [...drafts].map(([name, draft]) => [name, { name, line: draft.line, keys: parseKeys(draft.entries) }]),
  );
  return { sections, bad: [...homeless, ...bad].sort((a, b) => a.line - b.line) };
}

/**
 * Hands one section to `ini` in a form in which it eats nothing: keys and values as JSON strings, each key marked as a
 * list, no section heading (their dots would nest).
 */
function parseKeys(entries: readonly Entry[]): ReadonlyMap<string, readonly IniValue[]> {
  const text = entries.map(({ key, value }) => `${quote(`${key}[]`)} = ${quote(value)}`).join('\n');
  const parsed = parse(text) as Readonly<Record<string, readonly unknown[]>>;
  const values = new Map(Object.entries(parsed).map(([key, list]) => [key, list.values()]));
  const keys = new Map<string, IniValue[]>();
  for (const { key, line } of entries) {
    const list = keys.get(key) ?? [];
    // `ini` makes booleans and null of `true`, `false` and `null`.
    list.push({ value: String(values.get(key)?.next().value), line });
    keys.set(key, list);
  }
  return keys;
}

/** JSON leaves two line ends as they are, at which the pattern of `ini` for a line stops. */
function quote(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (end) => (end === '\u2028' ? '\\u2028' : '\\u2029'));
}
