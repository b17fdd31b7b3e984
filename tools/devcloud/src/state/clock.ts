const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** `2026-11-22T14:36:26Z`, as Glance, Neutron and Nova write times. */
export const toSeconds = (milliseconds: number): string => `${iso(milliseconds).slice(0, 19)}Z`;

/** `2026-11-22T14:36:26.000000`, as Cinder, Nova's actions and Swift's listings write times. */
export const toMicroseconds = (milliseconds: number, whole = true): string =>
  `${iso(milliseconds).slice(0, 19)}.${whole ? '000000' : `${iso(milliseconds).slice(20, 23)}000`}`;
