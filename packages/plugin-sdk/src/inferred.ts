/** Stands where a definition's own type is only inferred and never produced by this package. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- `unknown` would stop inference in these places
export type Inferred = any;
