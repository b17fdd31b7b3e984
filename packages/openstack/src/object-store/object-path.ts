import { OpenStackError } from '../errors.js';

/** Errors: `OPENSTACK_INVALID_ARGUMENT` for a name that Swift could not hold. */
export function containerPath(container: string): string {
  if (container !== '' && !container.includes('/')) return `/${encoded(container)}`;
  throw new OpenStackError(`'${container}' is no name of a container: it must not be empty or hold a slash.`, {
    code: 'OPENSTACK_INVALID_ARGUMENT',
    noEffect: true,
  });
}

/** Errors: `OPENSTACK_INVALID_ARGUMENT`. */
export function objectPath(container: string, name: string): string {
  if (name !== '') return `${containerPath(container)}/${name.split('/').map(encoded).join('/')}`;
  throw new OpenStackError(`An object in '${container}' must have a name.`, {
    code: 'OPENSTACK_INVALID_ARGUMENT',
    noEffect: true,
  });
}

/** Dots are encoded too where something on the way could take them for a step up. */
function encoded(segment: string): string {
  return segment === '.' || segment === '..' ? segment.replaceAll('.', '%2E') : encodeURIComponent(segment);
}
