import { collect } from '@karbor/openstack';
import { expect, test } from 'vitest';
import { bytesOf, hashOfVolumeWith, sha512 } from '../cloud/bytes.js';
import { rootDiskHash, volumeHash } from '../cloud/disk-hash.js';
import { wipe } from '../cloud/wipe.js';
import type { BankKind } from '../karbor/provider-file.js';
import { life } from '../life.js';

/** Tests that a project with servers, volumes and images lives on from a bank. */
export function testWholeProject(bank: BankKind): void {
  const it = life({ bank });

  test(`a whole project is protected into a bank in ${bank === 'swift' ? 'Swift' : 'a folder'}, destroyed and restored`, async () => {
    const { make, operator, session } = it;
    const [system, rows] = [bytesOf('system', 8), bytesOf('rows', 16)];
    const { id: imageId } = await make.image('debian', system);
    const boot = await make.volume('db-boot', { imageRef: imageId, metadata: { purpose: 'system' } });
    const data = await make.volume('web-data', { imageRef: (await make.image('rows', rows)).id });
    await make.server({ name: 'web', imageId, volumeIds: [data.id], metadata: { role: 'web' } });
    await make.server({ name: 'db', volumeIds: [boot.id] });
    const imageHashes = async () => (await collect(session.image.listImages({ filters: { owner: await session.projectId() } }))).map(({ name, os_hash_value: hash }) => [name, hash]).sort();
    const [before, hashesBefore] = [await it.listing(), await imageHashes()];
    expect(await operator.run('plan', '--project')).toMatch(/^OS::Keystone::Project#[^]*\(web\)[^]*\(web-data\)/);
    const said = await operator.run('protect', '--project', '--plan', 'nightly');
    const [, id = ''] = /^Checkpoint (\S+) is available: 7 resources\.\n$/.exec(said) ?? [];
    expect(await it.listing()).toEqual(before);
    expect(await operator.json('checkpoint', 'list', '--plan', 'nightly')).toMatchObject([{ id, status: 'available' }]);
    expect(await operator.verify(id)).toMatch(/ is sound: 7 resources verified\.\n$/);

    await wipe(it);
    expect(await operator.restore(id)).toContain('7 resources');
    expect(await it.listing()).toEqual(before);
    expect(await imageHashes()).toEqual(hashesBefore);
    expect(await rootDiskHash(session, (await it.serverNamed('web')).id)).toBe(await sha512([system]));
    for (const name of ['web', 'db']) await make.removeServer((await it.serverNamed(name)).id);
    const hashNamed = async (name: string) => volumeHash(session, (await it.volumeNamed(name)).id);
    expect(await Promise.all([hashNamed('db-boot'), hashNamed('web-data')])).toEqual([await hashOfVolumeWith(system), await hashOfVolumeWith(rows)]);
    await operator.delete(id);
    expect(await operator.bankObjects(session)).toEqual([]);
  });
}
