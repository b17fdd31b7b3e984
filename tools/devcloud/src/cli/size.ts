const units: Readonly<Record<string, number>> = { '': 1, KIB: 2 ** 10, MIB: 2 ** 20, GIB: 2 ** 30 };

/** `33554432`, `32MiB` or `1GiB` as bytes; undefined for anything else. */
export const parseSize = (text: string): number | undefined => {
  const [, number, unit = ''] = /^(\d+)\s*([KMG]iB)?$/i.exec(text.trim()) ?? [];
  const factor = units[unit.toUpperCase()];
  return number === undefined || factor === undefined || Number(number) === 0 ? undefined : Number(number) * factor;
};
