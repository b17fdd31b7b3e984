import { InvalidArgumentError } from 'commander';

/** A whole number above 0, as an option takes it. */
export function positiveNumber(text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

/** A date or a time, as an option takes it. */
export function dateArgument(text: string): Date {
  const date = new Date(text);
  if (!Number.isNaN(date.getTime())) return date;
  throw new InvalidArgumentError('It must be a date or time in ISO 8601, such as 2026-01-31 or 2026-01-31T12:00:00Z.');
}
