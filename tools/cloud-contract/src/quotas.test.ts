import { collect } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import { beforeAll, expect, test } from 'vitest';
import { prepareBoot } from './cloud/boot.fixture.js';
import type { Boot } from './cloud/boot.fixture.js';
import { contract } from './cloud/contract.fixture.js';
import { refused } from './cloud/refused.fixture.js';

const cloud = contract();
let project: string;
let from: Boot;

beforeAll(async () => {
  project = await cloud.alt.projectId();
  from = await prepareBoot(cloud, 'quotas');
  await cloud.demo.image.updateImage(from.image.id, [{ op: 'replace', path: '/visibility', value: 'community' }]);
});

type Quotas = Readonly<Record<string, number>>;
interface Quota {
  show(session: Session): Promise<Quotas>;
  update(session: Session, quotas: Quotas): Promise<Quotas>;
}
const quotaOf: Record<'compute' | 'volume' | 'network', Quota> = {
  compute: {
    show: ({ compute }) => compute.showQuotaSet(project),
    update: ({ compute }, quotas) => compute.updateQuotaSet(project, quotas),
  },
  volume: {
    show: ({ volume }) => volume.showQuotaSet(project),
    update: ({ volume }, quotas) => volume.updateQuotaSet(project, quotas),
  },
  network: {
    show: ({ network }) => network.showQuota(project),
    update: ({ network }, quotas) => network.updateQuota(project, quotas),
  },
};

/** Lets `alt` have no more than this until the end of the test. */
async function limit(service: keyof typeof quotaOf, wanted: Quotas): Promise<void> {
  const quota = quotaOf[service];
  const before = await quota.show(cloud.admin);
  cloud.after(() =>
    quota.update(cloud.admin, Object.fromEntries(Object.keys(wanted).map((key) => [key, before[key] ?? -1])))
  );
  expect(await quota.update(cloud.admin, wanted)).toMatchObject(wanted);
}

const overLimit = async (call: Promise<unknown>, status: number, message: RegExp) =>
  expect((await refused(call, status, message)).code).toBe('OPENSTACK_OVER_LIMIT');

test.each(['compute', 'volume', 'network'] as const)(
  'a member reads the quotas of %s and does not change them',
  async (service) => {
    const quotas = await quotaOf[service].show(cloud.alt);
    const key = { compute: 'instances', volume: 'volumes', network: 'port' }[service];
    expect(quotas).toMatchObject({ [key]: expect.any(Number) as number });
    expect(Object.values(quotas).every(Number.isInteger)).toBe(true);
    await refused(quotaOf[service].update(cloud.alt, { [key]: 1 }), 403, /./);
    expect(await quotaOf[service].show(cloud.alt)).toEqual(quotas);
  }
);

/** What `alt` has now: quotas cannot go below it. */
async function used(name: string): Promise<number> {
  const limits = { ...(await cloud.alt.volume.showLimits()), ...(await cloud.alt.compute.showLimits()) };
  return limits[name] ?? Number.NaN;
}

test('volumes beyond the quota are refused: 413', async () => {
  const { alt, make } = cloud;
  const [volumes, gigabytes] = [await used('totalVolumesUsed'), await used('totalGigabytesUsed')];
  await limit('volume', { volumes: volumes + 1, gigabytes: gigabytes + 3 });
  const volume = await make.volume({ size: 1 }, alt);
  const tooMany = new RegExp(
    `VolumeLimitExceeded: Maximum number of volumes allowed \\(${volumes + 1}\\) exceeded for quota 'volumes'`
  );
  await overLimit(make.volume({ size: 1 }, alt), 413, tooMany);
  await quotaOf.volume.update(cloud.admin, { volumes: volumes + 2 });
  const tooLarge = new RegExp(
    `VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes quota. Requested 3G, quota is ${
      gigabytes + 3
    }G and ${gigabytes + 1}G has been consumed`
  );
  await overLimit(make.volume({ size: 3 }, alt), 413, tooLarge);
  await overLimit(alt.volume.extendVolume(volume.id, 4), 413, tooLarge);
});

test('snapshots and backups beyond the quota are refused: 413', async () => {
  const { alt, make } = cloud;
  const volume = await make.volume({ size: 1 }, alt);
  const [snapshots, backups] = [await used('totalSnapshotsUsed'), await used('totalBackupsUsed')];
  const [gigabytes, backup_gigabytes] = [await used('totalGigabytesUsed'), await used('totalBackupGigabytesUsed')];
  const snapshot = () => make.snapshot({ volume_id: volume.id }, alt);
  const backup = () => make.backup({ volume_id: volume.id }, alt);
  await limit('volume', { snapshots, backups, gigabytes: gigabytes + 1, backup_gigabytes: backup_gigabytes + 1 });
  await overLimit(
    snapshot(),
    413,
    new RegExp(`SnapshotLimitExceeded: Maximum number of snapshots allowed \\(${snapshots}\\) exceeded`)
  );
  await overLimit(
    backup(),
    413,
    new RegExp(`BackupLimitExceeded: Maximum number of backups allowed \\(${backups}\\) exceeded`)
  );
  await quotaOf.volume.update(cloud.admin, {
    snapshots: snapshots + 1,
    backups: backups + 1,
    gigabytes,
    backup_gigabytes,
  });
  await overLimit(
    snapshot(),
    413,
    /VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes quota\. Requested 1G/
  );
  await overLimit(
    backup(),
    413,
    /VolumeBackupSizeExceedsAvailableQuota: Requested backup exceeds allowed Backup gigabytes quota\. Requested 1G/
  );
});

test('servers beyond the quota are refused: 403', async () => {
  const { alt, make } = cloud;
  const wanted = { imageRef: from.image.id, flavorRef: from.flavorRef, networks: 'none' } as const;
  const asked = () => make.server(wanted, alt, '2.37');
  const [instances, cores, ram] = [
    await used('totalInstancesUsed'),
    await used('totalCoresUsed'),
    await used('totalRAMUsed'),
  ];
  const message = (what: string, requested: number, limited: number, taken: number) =>
    new RegExp(`Quota exceeded for ${what}: Requested ${requested}, but already used ${taken} of ${limited} ${what}`);
  await limit('compute', { instances, cores, ram: ram + 63 });
  await overLimit(asked(), 403, /Quota exceeded for .*instances/);
  await quotaOf.compute.update(cloud.admin, { instances: instances + 1 });
  await overLimit(asked(), 403, /Quota exceeded for .*cores/);
  await quotaOf.compute.update(cloud.admin, { cores: cores + 1 });
  await overLimit(asked(), 403, message('ram', 64, ram + 63, ram));
});

test('networks and ports beyond the quota are refused: 409', async () => {
  const { alt, make } = cloud;
  await limit('network', { security_group: 0, network: 0, port: 0 });
  const group = { name: cloud.name('group') };
  await overLimit(alt.network.createSecurityGroup(group), 409, /Quota exceeded for resources: \['security_group'\]/);
  await overLimit(
    alt.network.createNetwork({ name: cloud.name('network') }),
    409,
    /Quota exceeded for resources: \['network'\]/
  );
  const shared = (await collect(alt.network.listNetworks())).find((one) => one.tenant_id === project || one.shared);
  if (shared !== undefined)
    await overLimit(make.port({ network_id: shared.id }, alt), 409, /Quota exceeded for resources: \['port'\]/);
});

test('limits tell what is used', async () => {
  const { alt, make } = cloud;
  const before = await alt.volume.showLimits();
  await make.volume({ size: 1 }, alt);
  const after = await alt.volume.showLimits();
  expect(after['totalVolumesUsed']).toBe((before['totalVolumesUsed'] ?? 0) + 1);
  expect(after['totalGigabytesUsed']).toBe((before['totalGigabytesUsed'] ?? 0) + 1);
  expect(after).toMatchObject({
    maxTotalVolumes: expect.any(Number) as number,
    maxTotalVolumeGigabytes: expect.any(Number) as number,
  });
  expect(await alt.compute.showLimits()).toMatchObject({
    maxTotalInstances: expect.any(Number) as number,
    totalInstancesUsed: expect.any(Number) as number,
  });
});
