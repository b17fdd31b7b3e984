import type { CommonSettings } from '../settings/common-settings.js';
import type { Terminal } from '../terminal.js';

/** Prints a result: as one JSON document with `--json`, else as text. */
export function print(settings: CommonSettings, terminal: Terminal, document: unknown, text: () => string): void {
  terminal.out(settings.json ? `${JSON.stringify(document, null, 2)}\n` : text());
}
