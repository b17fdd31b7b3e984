/** A value as a query would spell it. */
export const textOf = (value: unknown): string => {
  if (value == null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};
