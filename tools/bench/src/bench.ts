import { parseArgs } from 'node:util';
import { measure } from './measure.js';
import { table, verdicts } from './report.js';

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, rounds: { type: 'string', default: '5' } },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1)
  throw new RangeError(`--rounds is "${values.rounds}"; it must be a whole number, 1 or more.`);

const measured = await measure([1000, 10_000, 100_000], rounds);
const limits = verdicts(measured);
process.stdout.write(
  `A project, its servers and two volumes of each; all four hooks of each are async no-ops, every event is observed.
Node ${process.version}, processor time, medians of ${rounds} rounds.

${table(measured)}

${limits.map(({ text }) => text).join('\n')}
`,
);
if (values.check && limits.some(({ kept }) => !kept)) process.exitCode = 1;
