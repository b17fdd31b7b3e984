import { parseArgs } from 'node:util';
import { labelOf, parsePoint } from '../sweep/point.js';
import type { Finding } from '../sweep/experiment.js';
import { runSweep } from '../sweep/run-sweep.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '15' },
    every: { type: 'string', default: '1' },
    lanes: { type: 'string', default: '4' },
    bank: { type: 'string', default: 'memory' },
  },
});

const started = Date.now();
const every = Number(values.every);
const say = ({ point, hit, how, problems }: Finding) => {
  const at = ((Date.now() - started) / 1000).toFixed(1);
  if (problems.length > 0 || positionals.length > 0) console.log(at, labelOf(point), how, hit, problems);
};
const { all, findings } = await runSweep({
  bank: values.bank === 'file' ? 'file' : 'memory',
  lanes: Number(values.lanes),
  ...(positionals.length > 0
    ? { choose: () => positionals.map(parsePoint) }
    : { choose: (points) => points.filter((_, index) => index % every === 0) }),
  ...(!values.all && { until: started + Number(values.minutes) * 60_000 }),
  onFinding: say,
});
const hows: Record<string, number> = {};
for (const { point, how } of findings) hows[`${point.operation} ${point.kind} ${how}`] = (hows[`${point.operation} ${point.kind} ${how}`] ?? 0) + 1;
console.log(hows);
console.log(all, 'points,', findings.length, 'tried,', findings.filter(({ problems }) => problems.length > 0).length, 'bad', (Date.now() - started) / 1000, 's');
process.exit(0);
