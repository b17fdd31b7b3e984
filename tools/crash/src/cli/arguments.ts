import { parseArgs } from 'node:util';
import { parsePoint } from '../sweep/point.js';
import type { Point } from '../sweep/point.js';

export interface Arguments {
  /** No end in time. */
  readonly all: boolean;
  readonly minutes: number;
  /** Only every nth point. */
  readonly every: number;
  readonly lanes: number;
  readonly where: readonly string[];
  readonly bank: 'memory' | 'file';
  readonly writeDocs: boolean;
  /** These alone. */
  readonly points: readonly Point[];
}

export const usage = `npm run test:crash -- [options] [points]

Cuts protect, restore and delete off at every bank write and every cloud call, goes on with them or cleans up, and compares.

--all            all points (about an hour); else as many as fit, evenly spread
--minutes N      how many minutes (default 15)
--every N        only every nth point
--where LIST     of sweep, file, swift (default all three): in this process; real processes on a file bank, on Swift
--bank KIND      of the sweep in this process: memory (default) or file
--lanes N        experiments at a time in this process (default 4)
--write-docs     puts the table into docs/reliability.md
POINT            only this one, such as protect:cut-after:17:resume
`;

/** @throws TypeError, RangeError */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      minutes: { type: 'string', default: '15' },
      every: { type: 'string', default: '1' },
      lanes: { type: 'string', default: '4' },
      where: { type: 'string', default: 'sweep,file,swift' },
      bank: { type: 'string', default: 'memory' },
      'write-docs': { type: 'boolean', default: false },
    },
  });
  const number = (name: 'minutes' | 'every' | 'lanes') => {
    const value = Number(values[name]);
    if (!(value > 0)) throw new RangeError(`--${name} takes a number above 0, not ${values[name]}.`);
    return value;
  };
  if (values.bank !== 'memory' && values.bank !== 'file') throw new RangeError(`--bank is memory or file, not ${values.bank}.`);
  const where = values.where.split(',');
  const unknown = where.find((one) => !['sweep', 'file', 'swift'].includes(one));
  if (unknown !== undefined) throw new RangeError(`--where knows sweep, file and swift, not ${unknown}.`);
  return {
    ...{ all: values.all, minutes: number('minutes'), every: number('every'), lanes: number('lanes'), where, bank: values.bank },
    ...{ writeDocs: values['write-docs'], points: positionals.map(parsePoint) },
  };
}
