/** Puts values in place of `{{name}}`. A name without a value is an error, not an empty string in a configuration file. */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{([\w.]+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new TypeError(`The template has {{${name}}}, which has no value.`);
    return value;
  });
}
