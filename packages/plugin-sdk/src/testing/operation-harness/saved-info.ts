import type { Json } from '../../json.js';
import type { ProtectionPlugin } from '../../protection-plugin.js';
import { parseWithSchema } from './parse-with-schema.js';
import { throughJson } from './plain-json.js';

/** What a protect has saved, as it came from JSON. */
export class SavedInfo {
  readonly #plugin: ProtectionPlugin;
  #json: Json | undefined;

  constructor(plugin: ProtectionPlugin, given: Json | undefined) {
    this.#plugin = plugin;
    this.set(given);
  }

  get json(): Json | undefined {
    return this.#json;
  }

  set(json: Json | undefined): void {
    this.#json = throughJson(json, 'What was saved');
  }

  /** As the plugin's schema makes it. @throws KarborError `KARBOR_SAVED_INFO_INVALID` */
  async parse(): Promise<unknown> {
    const copy = throughJson(this.#json, 'What was saved');
    const schema = this.#plugin.savedInfoSchema;
    return schema ? await parseWithSchema(schema, copy, { what: 'What was saved', code: 'KARBOR_SAVED_INFO_INVALID' }) : copy;
  }

  /** `undefined` when it does not fit the schema: a failed protect can be deleted too. */
  async parseIfPossible(): Promise<unknown> {
    return await this.parse().catch(() => undefined);
  }
}
