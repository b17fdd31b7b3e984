import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { collect, connect, loadCloud } from '@karbor/openstack';
import type { Session } from '@karbor/openstack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startKarbor } from '../karbor-process.js';
import { providerFile } from '../provider-file.js';
import { startCloudProcess } from './cloud-process.js';
import { generatedBytes, hashOfGenerated } from './generated-bytes.js';

const mebibyte = 2 ** 20;
const reportPeak = fileURLToPath(new URL('./report-peak.mjs', import.meta.url));
let folder: string;
let stopCloud: () => Promise<void>;
let session: Session;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'karbor-memory-'));
  await mkdir(join(folder, 'providers.d'));
  await writeFile(join(folder, 'providers.d', 'nightly.conf'), providerFile(join(folder, 'bank')));
  stopCloud = await startCloudProcess(join(folder, 'cloud'), join(folder, 'clouds.yaml'));
  session = connect(await loadCloud({ cloud: 'demo', environment: {}, workingFolder: folder }));
});
afterAll(async () => {
  await session.close();
  await stopCloud();
  await rm(folder, { recursive: true });
});

interface Run {
  readonly id: string;
  /** Bytes. */
  readonly peak: number;
}

async function karbor(...args: readonly string[]): Promise<Run> {
  const peakFile = join(folder, 'peak');
  const { code, out, err } = await startKarbor([...args, '--json'], {
    workingFolder: folder,
    environment: { OS_CLOUD: 'demo', KARBOR_CONFIG_DIR: join(folder, 'providers.d'), PEAK_MEMORY_FILE: peakFile },
    nodeOptions: ['--import', reportPeak],
  }).ended;
  if (code !== 0) throw new Error(`karbor ${args.join(' ')} ended with ${String(code)}: ${err}`);
  return { id: (JSON.parse(out) as Run).id, peak: Number(await readFile(peakFile, 'utf8')) };
}

/** Makes an image, protects it, loses it, restores it and compares it. Gives the peak memory of both operations, in MiB. */
async function peaksOf(mebibytes: number): Promise<readonly number[]> {
  const { image } = session;
  const name = `of-${mebibytes}`;
  const { id } = await image.createImage({ name, disk_format: 'raw', container_format: 'bare' });
  await image.uploadImageData(id, Readable.from(generatedBytes(1, mebibytes)), { size: mebibytes * mebibyte });
  const protectedNow = await karbor('protect', '--resource', `OS::Glance::Image#${id}`);
  await image.deleteImage(id);
  const restored = await karbor('restore', protectedNow.id);
  const [copy, ...others] = (await collect(image.listImages())).filter((one) => one.name === name);
  expect(others).toEqual([]);
  expect(copy).toMatchObject({ size: mebibytes * mebibyte, os_hash_value: hashOfGenerated(1, mebibytes) });
  await karbor('checkpoint', 'delete', protectedNow.id);
  await image.deleteImage(copy?.id ?? '');
  return [protectedNow.peak, restored.peak].map((peak) => Math.round(peak / mebibyte));
}

test('an image of 1 GiB takes no more memory than one of 64 MiB', async () => {
  const small = await peaksOf(64);
  const large = await peaksOf(1024);
  process.stdout.write(`peak memory in MiB of protect and restore: ${small.join(', ')} for 64 MiB, ${large.join(', ')} for 1 GiB\n`);
  for (const [index, peak] of large.entries()) expect(peak - (small[index] ?? 0)).toBeLessThan(64);
});
