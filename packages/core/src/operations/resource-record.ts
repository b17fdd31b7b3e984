import type { Json, JsonObject } from '@karbor/plugin-sdk';

/** What the hooks of one resource that have ended left for those to come. */
export interface ResourceRecord {
  state: JsonObject;
  savedInfo?: Json;
  /** In restore: what the resource has become. */
  mapping?: string;
}
