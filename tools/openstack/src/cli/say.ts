// Whoever reads it may stop reading, as `head` does.
process.stdout.on('error', () => undefined);

export const say = (text: string): void => void process.stdout.write(`${text}\n`);

const startedAt = Date.now();

/** A line with the seconds since the start. */
export const log = (line: string): void => say(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${line}`);
