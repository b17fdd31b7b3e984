import { parseArgs } from 'node:util';
import { checkBeginning, parsePoint } from '../sweep/point.js';
import type { Point } from '../sweep/point.js';

export interface Arguments {
  /** No end in time. */
  readonly all: boolean;
  readonly minutes: number;
  /** All kills come before anything else. */
  readonly killsFirst: boolean;
  /** Only every nth point. */
  readonly every: number;
  /** From 0 to 1: where among all points it begins. */
  readonly offset: number;
  readonly lanes: number;
  readonly where: readonly string[];
  readonly bank: 'memory' | 'file';
  readonly writeDocs: boolean;
  /** These alone. */
  readonly points: readonly Point[];
  /** Those alone whose label begins so: `restore`, `restore:gone`. */
  readonly beginnings: readonly string[];
}

export const usage = `npm run test:crash -- [options] [points]

Cuts protect, restore, delete and retry off at every bank write and every cloud call, lets every call go wrong, goes on with them
or cleans up, and compares.

--all            all points, in both ways (some hours); else as many as fit, evenly spread
--minutes N      how many minutes (default 15)
--kills-first    all kills, then as much of the rest as fits
--every N        only every nth point
--offset X       where the spread begins, from 0 to 1 (default: another place each day; a run prints it)
--where LIST     of sweep, file, swift (default all three): in this process; real processes on a file bank, on Swift
--bank KIND      of the sweep in this process: file (default) or memory
--lanes N        threads of this process, each with a cloud of its own (default 4)
--write-docs     puts the table into docs/reliability.md, in place of what is there of the rows that were tried
POINT            only this one, such as protect:cut-after:17:resume; or all that begin so, such as protect:cut-after
`;

/** @throws TypeError, RangeError */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      minutes: { type: 'string', default: '15' },
      'kills-first': { type: 'boolean', default: false },
      every: { type: 'string', default: '1' },
      offset: { type: 'string', default: String(offsetOf(new Date())) },
      lanes: { type: 'string', default: '4' },
      where: { type: 'string', default: 'sweep,file,swift' },
      bank: { type: 'string', default: 'file' },
      'write-docs': { type: 'boolean', default: false },
    },
  });
  const isBeginning = (label: string) => label.split(':').length < 4;
  const beginnings = positionals.filter(isBeginning);
  for (const beginning of beginnings) checkBeginning(beginning);
  const number = (name: 'minutes' | 'every' | 'lanes') => {
    const value = Number(values[name]);
    if (!(value > 0)) throw new RangeError(`--${name} takes a number above 0, not ${values[name]}.`);
    return value;
  };
  if (values.bank !== 'memory' && values.bank !== 'file') throw new RangeError(`--bank is memory or file, not ${values.bank}.`);
  const offset = Number(values.offset);
  if (!(offset >= 0 && offset < 1)) throw new RangeError(`--offset takes a number from 0 to 1, not ${values.offset}.`);
  const where = values.where.split(',');
  const unknown = where.find((one) => !['sweep', 'file', 'swift'].includes(one));
  if (unknown !== undefined) throw new RangeError(`--where knows sweep, file and swift, not ${unknown}.`);
  return {
    ...{ all: values.all, minutes: number('minutes'), every: number('every'), lanes: number('lanes'), offset, where, bank: values.bank },
    ...{ killsFirst: values['kills-first'], writeDocs: values['write-docs'] },
    ...{ points: positionals.filter((label) => !isBeginning(label)).map(parsePoint), beginnings },
  };
}

/** Another one each day, to three places: days that follow each other try points that are far apart. */
function offsetOf(day: Date): number {
  const days = Math.floor(day.getTime() / 86_400_000);
  return Math.floor(((days * Math.SQRT2) % 1) * 1000) / 1000;
}
