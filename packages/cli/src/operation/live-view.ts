import type { OperationEvent, TaskFlow } from '@karbor/core';
import cliProgress from 'cli-progress';
import type { GenericFormatter } from 'cli-progress';
import { oneLine } from '../output/printable.js';
import { bytes } from '../output/units.js';
import type { Messages } from '../terminal/messages.js';
import type { TextOutput } from '../terminal/text-output.js';
import { eventLine, isStopped } from './event-lines.js';
import type { ProgressView } from './progress-view.js';
import { Rate } from './rate.js';
import { summary } from './summary.js';
import { Tally } from './tally.js';

// A CommonJS package of which Node finds no names.
const { Format, MultiBar, Presets } = cliProgress;

/** A live bar with hooks done and running, bytes and rate; above it what is worth a line. */
export function liveView(err: TextOutput, messages: Messages, flow: TaskFlow): ProgressView {
  const tally = new Tally();
  const look = { hideCursor: true, clearOnComplete: true, barsize: 16, format: formatOf(tally) };
  // Messages wrap and may be long: the bar is drawn again below them.
  const bars = new MultiBar({ ...look, stream: err.stream, linewrap: true, forceRedraw: true }, Presets.shades_classic);
  const bar = bars.create(flow.size, 0);
  const undivert = messages.divert((lines) => {
    bars.log(lines);
    bars.update();
  });
  return {
    show(event) {
      const line = isWorthALine(event) ? eventLine(event, tally.bytesOf(event)) : undefined;
      tally.add(event);
      bar.update(tally.done);
      if (line !== undefined) messages.line(line);
    },
    end() {
      bars.stop();
      undivert();
      messages.line(summary(tally));
    },
  };
}

function formatOf(tally: Tally): GenericFormatter {
  const rate = new Rate();
  return (options, { progress, value, total }) => {
    const amount = `${bytes(tally.bytes)} (${bytes(rate.add(tally.bytes, Date.now()))}/s)`;
    const oldest = tally.oldestRunning === undefined ? '' : `: ${oneLine(tally.oldestRunning)}`;
    return `${Format.BarFormat(progress, options)} ${value}/${total} hooks · ${amount} · ${tally.runningCount} running${oldest}`;
  };
}

function isWorthALine(event: OperationEvent): boolean {
  if (event.type === 'operation') return event.status === 'started' || event.status === 'cancelling';
  if (event.type === 'effect' && event.status === 'released') return event.heldMs !== undefined;
  if (isStopped(event)) return false;
  return event.type === 'retry' || event.type === 'skip' || 'error' in event || (event.type === 'hook' && event.status === 'abandoned');
}
