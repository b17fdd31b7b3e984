import type { OperationEvent, TaskFlow } from '@karbor/core';
import { Presets, SingleBar } from 'cli-progress';
import { bytes, duration } from '../output/units.js';
import { plainEvent } from '../output/plain-event.js';
import type { Terminal } from '../terminal.js';
import { eventLine } from './event-lines.js';
import { Tally } from './tally.js';

/** Shows an operation while it runs. */
export interface ProgressView {
  show(event: OperationEvent): void;
  end(): void;
}

/** One JSON event a line, on standard output. */
export function eventView({ out }: Terminal): ProgressView {
  return { show: (event) => out(`${JSON.stringify(plainEvent(event))}\n`), end: () => undefined };
}

/** A line for what starts and ends, on standard error. */
export function lineView({ err }: Terminal): ProgressView {
  const tally = new Tally();
  const started = performance.now();
  return {
    show(event) {
      tally.add(event);
      const line = eventLine(event);
      if (line !== undefined) err.write(`${line}\n`);
    },
    end: () => void err.write(`${summary(tally, performance.now() - started)}\n`),
  };
}

/** A live bar with hooks done and running, bytes and rate; lines only for what went wrong. */
export function liveView({ err }: Terminal, flow: TaskFlow): ProgressView {
  const tally = new Tally();
  const started = performance.now();
  const bar = new SingleBar(
    { stream: err, hideCursor: true, clearOnComplete: true, format: '{bar} {value}/{total} hooks · {bytes} · {running}' },
    Presets.shades_classic,
  );
  const rate = () => `${bytes(tally.bytes)} (${bytes(Math.round(tally.bytes / ((performance.now() - started) / 1000)))}/s)`;
  bar.start(flow.size, 0, { bytes: rate(), running: '' });
  return {
    show(event) {
      tally.add(event);
      bar.update(tally.done, { bytes: rate(), running: shorten(tally.running) });
      const worthALine = event.type === 'retry' || ('error' in event && event.type !== 'operation');
      if (!worthALine && !(event.type === 'operation' && event.status === 'cancelling')) return;
      const line = eventLine(event);
      if (line !== undefined) err.write(`\r\u001b[K${line}\n`);
    },
    end() {
      bar.stop();
      err.write(`${summary(tally, performance.now() - started)}\n`);
    },
  };
}

function summary(tally: Tally, milliseconds: number): string {
  return `${tally.done} hooks, ${bytes(tally.bytes)} in ${duration(milliseconds)}`;
}

function shorten(running: readonly string[]): string {
  const shown = running.slice(0, 2).join(', ');
  return running.length > 2 ? `${shown} and ${running.length - 2} more` : shown;
}
