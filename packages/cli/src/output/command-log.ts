import type { Json, Logger } from '@karbor/plugin-sdk';
import type { Messages } from '../terminal/messages.js';

interface Entry {
  readonly level: 'debug' | 'info' | 'warning' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, Json>> | undefined;
}

/** A log whose entries wait until `goOn`, which leaves out those messages that are told elsewhere. */
export interface CommandLog {
  readonly log: Logger;
  readonly goOn: (toldElsewhere: readonly string[]) => void;
}

/** What plugins, banks and core log, as lines for people: warnings and errors; with `debug` everything. */
export function commandLog(messages: Messages, { debug }: { readonly debug: boolean }): CommandLog {
  let waiting: Entry[] | undefined = [];
  const show = ({ level, message, fields }: Entry) => {
    if (!debug && level !== 'warning' && level !== 'error') return;
    messages.line(`${level}: ${message}${fields && Object.keys(fields).length > 0 ? ` ${JSON.stringify(fields)}` : ''}`);
  };
  const entry =
    (level: Entry['level']): Logger['info'] =>
    (message, fields) => {
      const one = { level, message, fields };
      if (waiting) waiting.push(one);
      else show(one);
    };
  return {
    log: { debug: entry('debug'), info: entry('info'), warn: entry('warning'), error: entry('error') },
    goOn: (toldElsewhere) => {
      const told = new Set(toldElsewhere);
      for (const one of waiting ?? []) if (!told.has(one.message)) show(one);
      waiting = undefined;
    },
  };
}
