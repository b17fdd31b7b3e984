import { randomBytes } from 'node:crypto';
import { collect } from '@karbor/openstack';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { startTestCloud } from './test-cloud.fixture.js';
import type { TestCloud } from './test-cloud.fixture.js';

/** A running server in a cloud of its own, booted from an image, with two volumes; made anew for each test of a file. */
export class ServerToProtect {
  demo!: TestCloud;
  /** The server's id. */
  web = '';
  imageId = '';
  volumeIds: string[] = [];

  constructor() {
    beforeAll(() => this.#start());
    afterAll(() => this.demo.stop());
    beforeEach(() => this.#make());
    afterEach(() => this.#remove());
  }

  /** What was done to the server, oldest first, without how it came to be. */
  async acts(id = this.web): Promise<string[]> {
    const actions = await collect(this.demo.session.compute.listInstanceActions(id));
    return actions
      .map(({ action }) => action)
      .reverse()
      .filter((action) => action !== 'create' && action !== 'attach_volume');
  }

  /** Nothing is left of what Karbor did. */
  async expectAsBefore(status = 'ACTIVE'): Promise<void> {
    await this.demo.reach(this.web, status);
    const { images, servers } = this.demo.cloud.inventory();
    expect(images.map(({ id }) => id)).toEqual([this.imageId]);
    expect(servers[0]?.metadata).toEqual({ role: 'web' });
  }

  async #start(): Promise<void> {
    this.demo = await startTestCloud();
    const { seed } = this.demo.cloud;
    const properties = { hw_disk_bus: 'scsi', os_distro: 'cirros', maker: 'someone' };
    this.imageId = await seed.image({ name: 'cirros', bytes: randomBytes(3000), properties });
    this.volumeIds = [await seed.volume({ name: 'data' }), await seed.volume({ name: 'log' })];
    await this.demo.session.request('compute', { method: 'POST', path: '/os-keypairs', json: { keypair: { name: 'key' } } });
  }

  async #make(): Promise<void> {
    const properties = { metadata: { role: 'web' }, key_name: 'key', config_drive: true };
    const { imageId, volumeIds } = this;
    this.web = await this.demo.cloud.seed.server({ name: 'web', imageId, volumeIds, properties });
  }

  async #remove(): Promise<void> {
    const { cloud, admin } = this.demo;
    cloud.faults.clear();
    for (const { id } of cloud.inventory().servers) await admin.compute.deleteServer(id);
    await cloud.settled();
  }
}
