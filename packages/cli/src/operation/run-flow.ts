import { Executor } from '@karbor/core';
import type { TaskFlow } from '@karbor/core';
import type { Terminal } from '../terminal.js';
import { eventView, lineView, liveView } from './progress.js';
import type { ProgressView } from './progress.js';

export interface RunSettings {
  readonly json?: true;
  readonly events?: true;
}

/**
 * Runs a flow and shows how it goes. The first interrupt cancels it: effects are released, then this rejects with
 * `KARBOR_CANCELLED`. A second one says to wait, a third ends the process.
 */
export function runFlow(flow: TaskFlow, settings: RunSettings, terminal: Terminal): Promise<void> {
  const controller = new AbortController();
  const view = viewOf(flow, settings, terminal);
  let interrupts = 0;
  const stopListening = terminal.onInterrupt(() => {
    interrupts += 1;
    controller.abort();
    if (interrupts === 2) terminal.err.write('\nStill releasing what was made. Once more, and this ends at once and may leave it behind.\n');
    if (interrupts > 2) terminal.exitNow(130);
  });
  return new Promise<void>((resolve, reject) => {
    new Executor().run(flow, { signal: controller.signal }).subscribe({
      next: (event) => view.show(event),
      error: (error: unknown) => reject(error instanceof Error ? error : new Error(String(error))),
      complete: resolve,
    });
  }).finally(() => {
    stopListening();
    view.end();
  });
}

function viewOf(flow: TaskFlow, settings: RunSettings, terminal: Terminal): ProgressView {
  if (settings.events) return eventView(terminal);
  return terminal.err.isTTY === true ? liveView(terminal, flow) : lineView(terminal);
}
