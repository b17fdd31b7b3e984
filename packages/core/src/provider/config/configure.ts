import { configSections } from '@karbor/plugin-sdk';
import type { Schema, SchemaIssue } from '@karbor/plugin-sdk';
import { asError } from '../../executor/as-error.js';
import type { FilePlace, FileReport } from '../file-report.js';
import type { IniSections, IniValue } from '../ini/ini-file.js';
import { hideValues } from './hide-values.js';
import { inputProperties, takesList, takesOneValue } from './input-properties.js';

/** What configuring needs of a definition of any kind. */
export interface Configurable {
  readonly name: string;
  readonly configSection?: string | readonly string[];
  readonly configSchema?: Schema;
}

interface Setting {
  readonly section: string;
  readonly values: readonly IniValue[];
}

/**
 * Merges a definition's sections in order and gives them as its schema makes them; `{}` without a schema. Reports all
 * that is wrong, never with a value: it may be a secret.
 */
export async function configure(definition: Configurable, sections: IniSections, report: FileReport): Promise<unknown> {
  const { configSchema } = definition;
  if (!configSchema) return {};
  const names = configSections(definition);
  const settings = mergedSettings(names, sections);
  try {
    const input = inputOf(settings, configSchema, report);
    const result = await configSchema['~standard'].validate(input);
    for (const issue of result.issues ?? []) reportIssue(issue, names, settings, report);
    return result.issues ? undefined : result.value;
  } catch (error) {
    const reason = hideValues(asError(error).message, mentionable(undefined, settings));
    report.error('KARBOR_PLUGIN_INVALID', placeOf(names), `the configSchema of ${definition.name} failed: ${reason}`);
    return undefined;
  }
}

/** What the schema is asked about: strings, and lists of them where a key is repeated or a list is meant. */
function inputOf(settings: ReadonlyMap<string, Setting>, schema: Schema, report: FileReport): Readonly<Record<string, unknown>> {
  const { properties } = inputProperties(schema);
  const input: [string, unknown][] = [];
  for (const [key, { section, values }] of settings) {
    const property = properties.get(key);
    const list = values.map(({ value }) => value);
    const isRepeated = list.length > 1;
    if (isRepeated && takesOneValue(property)) {
      const lines = values.map(({ line }) => line);
      const reason = `it is written ${list.length} times (lines ${lines.join(', ')}) and takes one value: keep one.`;
      report.error('KARBOR_CONFIG_INVALID', { line: lines.at(-1), section, key }, reason);
    }
    const asList = takesList(property) || (isRepeated && !takesOneValue(property));
    input.push([key, asList ? list : list.at(-1)]);
  }
  return Object.fromEntries(input);
}

function mergedSettings(names: readonly string[], sections: IniSections): ReadonlyMap<string, Setting> {
  return new Map(
    names.flatMap((section) =>
      [...(sections.get(section)?.keys ?? [])].map(([key, values]): [string, Setting] => [key, { section, values }]),
    ),
  );
}

function reportIssue(
  { message, path = [] }: SchemaIssue,
  names: readonly string[],
  settings: ReadonlyMap<string, Setting>,
  report: FileReport,
): void {
  const [first] = path.map((part) => String(typeof part === 'object' ? part.key : part));
  const setting = first === undefined ? undefined : settings.get(first);
  const reason = hideValues(message, mentionable(setting, settings));
  if (first === undefined) {
    report.error('KARBOR_CONFIG_INVALID', placeOf(names), `${reason}.`);
  } else if (setting) {
    const { section, values } = setting;
    report.error('KARBOR_CONFIG_INVALID', { line: values.at(-1)?.line, section, key: first }, `${reason}.`);
  } else {
    const where = names.map((name) => `[${name}]`).join(' or ');
    report.error('KARBOR_CONFIG_INVALID', { ...placeOf(names), key: first }, `it is missing, set it in ${where}: ${reason}.`);
  }
}

/** What a message must not show: all values, but of other settings those that are too short to be secrets. */
function mentionable(setting: Setting | undefined, settings: ReadonlyMap<string, Setting>): readonly string[] {
  return [...settings.values()].flatMap((one) =>
    one.values.map(({ value }) => value).filter((value) => !setting || one === setting || value.length >= 8),
  );
}

/** Of several sections none can be blamed. */
function placeOf(names: readonly string[]): FilePlace {
  const [section] = names;
  return section !== undefined && names.length === 1 ? { section } : {};
}
