import { collect } from '@karbor/openstack';
import type { Contract } from './contract.fixture.js';

/** Makes a container of `demo` that is removed with all that is in it. */
export async function makeContainer(cloud: Contract): Promise<string> {
  const { objectStore } = cloud.demo;
  const name = cloud.name('container');
  await objectStore.putContainer(name);
  cloud.after(async () => {
    for (const entry of await collect(objectStore.listObjects(name))) {
      if ('name' in entry) await objectStore.deleteObject(name, entry.name);
    }
    await objectStore.deleteContainer(name);
  });
  return name;
}
