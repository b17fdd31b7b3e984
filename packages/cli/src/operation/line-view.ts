import type { Messages } from '../terminal/messages.js';
import { eventLine } from './event-lines.js';
import type { ProgressView } from './progress-view.js';
import { summary } from './summary.js';
import { Tally } from './tally.js';

/** A line for what starts and ends. */
export function lineView(messages: Messages): ProgressView {
  const tally = new Tally();
  return {
    show(event) {
      const line = eventLine(event, tally.bytesOf(event));
      tally.add(event);
      if (line !== undefined) messages.line(line);
    },
    end: () => messages.line(summary(tally)),
  };
}
