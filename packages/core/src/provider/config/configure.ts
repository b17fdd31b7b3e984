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
  const { properties } = inputProperties(configSchema);
  const repeated = [...settings].filter(([key, { values }]) => values.length > 1 && takesOneValue(properties.get(key)));
  for (const [key, { section, values }] of repeated) {
    const lines = values.map(({ line }) => line);
    const reason = `it is written ${values.length} times (lines ${lines.join(', ')}) and takes one value: keep one.`;
    report.error('KARBOR_CONFIG_INVALID', { line: lines.at(-1), section, key }, reason);
  }
  const input = Object.fromEntries(
    [...settings].map(([key, { values }]) => {
      const list = values.map(({ value }) => value);
      const asList = takesList(properties.get(key)) || (list.length > 1 && !takesOneValue(properties.get(key)));
      return [key, asList ? list : list.at(-1)];
    }),
  );
  const result = await validate(definition, configSchema, input, report);
  for (const issue of result.issues ?? []) reportIssue(issue, names, settings, report);
  return result.issues ? undefined : result.value;
}

function mergedSettings(names: readonly string[], sections: IniSections): ReadonlyMap<string, Setting> {
  return new Map(
    names.flatMap((section) =>
      [...(sections.get(section)?.keys ?? [])].map(([key, values]): [string, Setting] => [key, { section, values }]),
    ),
  );
}

async function validate(definition: Configurable, schema: Schema, input: Record<string, unknown>, report: FileReport) {
  try {
    return await schema['~standard'].validate(input);
  } catch (error) {
    const reason = asError(error).message;
    const values = Object.values(input).flat() as string[];
    const message = `the configSchema of ${definition.name} failed: ${hideValues(reason, values)}`;
    report.error('KARBOR_PLUGIN_INVALID', placeOf(configSections(definition)), message);
    return { value: undefined };
  }
}

function reportIssue(
  { message, path = [] }: SchemaIssue,
  names: readonly string[],
  settings: ReadonlyMap<string, Setting>,
  report: FileReport,
): void {
  const [first] = path.map((part) => String(typeof part === 'object' ? part.key : part));
  const setting = first === undefined ? undefined : settings.get(first);
  const mentioned = setting ? [setting] : [...settings.values()];
  const reason = hideValues(message, mentioned.flatMap(({ values }) => values.map(({ value }) => value)));
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

/** Of several sections none can be blamed. */
function placeOf(names: readonly string[]): FilePlace {
  const [section] = names;
  return section !== undefined && names.length === 1 ? { section } : {};
}
