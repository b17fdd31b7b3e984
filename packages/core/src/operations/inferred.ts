/** A type that a definition knows and core does not. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- hooks of any plugin are called through it
export type Inferred = any;
