/** One `[section]`, or one `key = value` with its continuation lines joined. Lines count from 1. */
export type LogicalLine =
  | { readonly kind: 'section'; readonly name: string; readonly line: number }
  | { readonly kind: 'entry'; readonly key: string; readonly value: string; readonly line: number };

/** A line that is none of what may stand in a file, and why. */
export interface BadLine {
  readonly line: number;
  readonly reason: string;
}

/** A file with more bad lines than this is something else. */
const badLinesReported = 10;

/**
 * Takes a text apart as oslo.config does: a comment starts with `#` or `;` in the first column; a line that starts with
 * white space continues the value before it (joined with a newline) until an empty line; a key ends at the first `=`
 * or `:`. Two differences: quotes around a value are part of it, and a continuation line that looks like a comment is bad.
 */
export function logicalLines(text: string): { readonly lines: readonly LogicalLine[]; readonly bad: readonly BadLine[] } {
  const lines: LogicalLine[] = [];
  const bad: BadLine[] = [];
  let open: { key: string; parts: string[]; line: number } | undefined;
  const close = () => {
    if (open) lines.push({ kind: 'entry', key: open.key, value: open.parts.join('\n').trim(), line: open.line });
    open = undefined;
  };
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = index + 1;
    const content = raw.trimEnd();
    if (/^[ \t]/.test(content)) {
      const reason = badContinuation(content.trim(), open?.key);
      if (reason !== undefined) bad.push({ line, reason });
      else open?.parts.push(content.trim());
    } else {
      close();
      if (content === '' || /^[#;]/.test(content)) continue;
      const parsed = content.startsWith('[') ? parseSection(content, line) : parseEntry(content, line);
      if (typeof parsed === 'string') bad.push({ line, reason: parsed });
      else if (parsed.kind === 'section') lines.push(parsed);
      else open = { key: parsed.key, parts: [parsed.value], line };
    }
    if (bad.length === badLinesReported) break;
  }
  close();
  return { lines, bad };
}

function badContinuation(content: string, key: string | undefined): string | undefined {
  if (key === undefined) {
    return 'it starts with white space, which continues the value before it, and there is none: remove the white space';
  }
  if (!/^[#;]/.test(content)) return undefined;
  return `it starts with white space, so it would become part of the value of "${key}": a comment must start in the first column`;
}

function parseSection(content: string, line: number): LogicalLine | string {
  const name = content.slice(1, -1).trim();
  if (!content.endsWith(']')) return 'a section must end with "]"; a comment needs a line of its own';
  if (name === '') return 'the section has no name: write it as [name]';
  return name === '__proto__' ? 'a section cannot be named "__proto__"' : { kind: 'section', name, line };
}

function parseEntry(content: string, line: number): LogicalLine | string {
  const separator = content.search(/[=:]/);
  if (separator === -1) return 'it is no section, no comment and no "key = value"';
  const key = content.slice(0, separator).trim();
  if (key === '') return 'there is no key before the value: write it as key = value';
  if (key === '__proto__') return 'a key cannot be named "__proto__"';
  return { kind: 'entry', key, value: content.slice(separator + 1), line };
}
