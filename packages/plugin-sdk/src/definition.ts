import type { Schema } from './schema.js';

/** The version of the contract in this package. Definitions of another version are refused at load. */
export const apiVersion = 1;

/** What tells a definition apart: plain data, so that two copies of this package understand each other. */
export interface Definition<Kind extends 'protection-plugin' | 'protectable' | 'bank'> {
  readonly kind: Kind;
  readonly apiVersion: typeof apiVersion;
  /** The name of the npm package that it comes from. */
  readonly name: string;
  readonly configSection?: string | readonly string[];
  readonly configSchema?: Schema;
}

/** The sections of a provider file that configure a definition, in the order in which they are merged. */
export function configSections(definition: Pick<Definition<'bank'>, 'name' | 'configSection'>): readonly string[] {
  const { configSection } = definition;
  if (configSection === undefined) return [definition.name.replace(/^@[^/]*\//, '')];
  return typeof configSection === 'string' ? [configSection] : configSection;
}
