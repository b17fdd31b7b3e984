import { apiVersion } from './definition.js';
import { KarborError } from './errors.js';

type Unchecked = Readonly<Record<string, unknown>>;

/** Collects what is wrong with a definition, and throws it all at once. */
export class DefinitionCheck {
  readonly #problems: string[] = [];

  constructor(
    readonly kind: string,
    readonly definition: Unchecked,
  ) {
    this.#require(definition['kind'] === kind, `"kind" must be "${kind}"`);
    if (definition['apiVersion'] !== apiVersion) {
      throw new KarborError(
        'KARBOR_PLUGIN_API_VERSION',
        `${this.#title()} has apiVersion ${String(definition['apiVersion'])}, this Karbor understands ${apiVersion}: install a version of it that fits.`,
        { details: { name: definition['name'], apiVersion: definition['apiVersion'] } },
      );
    }
    this.#require(isNonEmptyString(definition['name']), '"name" must be the name of its npm package');
    const { configSection, configSchema } = definition;
    this.#require(
      configSection === undefined || isNonEmptyString(configSection) || isListOfNames(configSection),
      '"configSection" must be a section name or a list of them',
    );
    this.schema('configSchema', configSchema);
  }

  /** Every name in `value` must be one of `known`: a misspelt one would be a silent no-op. */
  names(where: string, value: Unchecked, known: readonly string[]): void {
    for (const name of Object.keys(value)) {
      this.#require(known.includes(name), `"${where}${name}" is not known here; known are ${known.join(', ')}`);
    }
  }

  function(where: string, value: unknown, required = false): void {
    this.#require(typeof value === 'function' || (!required && value === undefined), `"${where}" must be a function`);
  }

  schema(where: string, value: unknown): void {
    this.#require(
      value === undefined || isSchema(value),
      `"${where}" must be a Standard Schema that gives JSON Schema, as zod 4 makes`,
    );
  }

  that(condition: boolean, problem: string): void {
    this.#require(condition, problem);
  }

  /** @throws KarborError `KARBOR_PLUGIN_INVALID` naming all that is wrong */
  finish(): void {
    if (this.#problems.length === 0) return;
    throw new KarborError('KARBOR_PLUGIN_INVALID', `${this.#title()} is not valid: ${this.#problems.join('; ')}.`, {
      details: { name: this.definition['name'], problems: this.#problems },
    });
  }

  #require(condition: boolean, problem: string): void {
    if (!condition) this.#problems.push(problem);
  }

  #title(): string {
    const { name } = this.definition;
    return `The ${this.kind} ${isNonEmptyString(name) ? `"${name}"` : 'without a name'}`;
  }
}

export function isRecord(value: unknown): value is Unchecked {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isNonEmptyString(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

export function isListOfNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every(isNonEmptyString);
}

/** A schema may be a function too (ArkType), so only its tag is looked at. */
function isSchema(value: unknown): boolean {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  const standard: unknown = Reflect.get(value, '~standard');
  return isRecord(standard) && typeof standard['validate'] === 'function' && isRecord(standard['jsonSchema']);
}
