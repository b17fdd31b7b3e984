/** The limits in a quota set, without what else stands there (the project's id). */
export function quotaLimits(quotaSet: Readonly<Record<string, unknown>>): Readonly<Record<string, number>> {
  const limits = Object.entries(quotaSet).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  return Object.fromEntries(limits);
}
