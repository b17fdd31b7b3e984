/** Any value that survives `JSON.parse(JSON.stringify(value))`. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** A JSON object whose members may be replaced, such as a hook's `state`. */
export interface JsonObject {
  [key: string]: Json | undefined;
}
