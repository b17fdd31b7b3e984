import { InvalidArgumentError } from 'commander';

/** A whole number above 0, as an option takes it. */
export function positiveNumber(text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

const isoTime = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** A date (its first instant in UTC) or a time (a local one unless it says otherwise), as an option takes it. */
export function timeArgument(text: string): Date {
  const [, day = ''] = isoTime.exec(text) ?? [];
  const time = new Date(day === '' ? NaN : text);
  // The 31st of February is taken for a day in March.
  const isDay = !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);
  if (isDay && !Number.isNaN(time.getTime())) return time;
  throw new InvalidArgumentError('It must be a date or time in ISO 8601, such as 2026-01-31 or 2026-01-31T12:00:00Z.');
}

/** Collects an option that may be given several times. */
export function collectValue(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
