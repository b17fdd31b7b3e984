import { OpenStackError } from '../errors.js';

/**
 * Builds a path from a template, with every value encoded as one segment: `` path`/servers/${id}` ``. A value that
 * would lead elsewhere (empty, `.`, `..`) gives `OPENSTACK_INVALID_ARGUMENT`.
 */
export function path(literals: TemplateStringsArray, ...values: readonly string[]): string {
  return literals.reduce((built, literal, index) => built + segment(values[index - 1] ?? '', built) + literal);
}

function segment(value: string, before: string): string {
  if (value !== '' && value !== '.' && value !== '..') return encodeURIComponent(value);
  throw new OpenStackError(`'${value}' cannot stand in the path ${before}…: give the id or name that is meant.`, {
    code: 'OPENSTACK_INVALID_ARGUMENT',
    noEffect: true,
  });
}
