import { isOpenStackError, orAbsent } from '@karbor/openstack';
import type { Container } from './container.js';
import { overtaken } from './outcomes.js';
import { persevere } from './pauses.js';

export async function deleteObject(
  { swift, name, pauses }: Container,
  key: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const isGone = await persevere(
    async () => {
      try {
        await orAbsent(swift.deleteObject(name, key, { signal }));
        return true;
      } catch (error) {
        if (isOpenStackError(error, 'OPENSTACK_CONFLICT')) return undefined;
        throw error;
      }
    },
    pauses,
    signal,
  );
  if (!isGone) throw overtaken(key);
}
