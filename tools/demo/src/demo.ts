import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevcloud } from '@karbor/devcloud';
import type { Devcloud } from '@karbor/devcloud';
import { describeDifferences, fingerprint } from './fingerprint.js';
import { drawHookOrder } from './hook-order.js';
import { karborCommand } from './karbor-command.js';
import { destroyEverything } from './destroy.js';
import { providerFile } from './provider-file.js';
import { makeSmallCloud } from './small-cloud.js';
import { say, tell } from './story.js';

/** Bytes that one "GB" of the embedded cloud holds. */
const bytesPerGigabyte = 32 * 2 ** 20;

/** Protects, loses and restores a small cloud with the real command, and compares every byte. Gives whether all is the same. */
export async function demo(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'karbor-demo-'));
  const cloud = await startDevcloud({ folder: join(folder, 'cloud'), volumeBytesPerGigabyte: bytesPerGigabyte, delay: 150 });
  try {
    return await tellTheStory(cloud, folder);
  } finally {
    await cloud.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function tellTheStory(cloud: Devcloud, folder: string): Promise<boolean> {
  const projectId = cloud.project('demo').id;
  tell('An embedded OpenStack runs', cloud.url);
  await makeSmallCloud(cloud, bytesPerGigabyte);
  const before = await fingerprint(cloud, projectId);
  for (const line of before.lines) say(line);

  const providers = join(folder, 'providers.d');
  await mkdir(providers);
  await writeFile(join(providers, 'demo.conf'), providerFile(join(folder, 'bank')));
  await writeFile(join(folder, 'clouds.yaml'), cloud.cloudsYaml());
  const karbor = karborCommand(folder, { OS_CLOUD: 'demo', KARBOR_CONFIG_DIR: providers });
  tell('A provider file', join(providers, 'demo.conf'));

  tell('The plan', 'karbor plan --project');
  for (const line of (await karbor(['plan', '--project'])).out.trimEnd().split('\n')) say(line);

  tell('Protect the project', 'karbor protect --project');
  const { out } = await karbor(['protect', '--project', '--events']);
  const { checkpointId, lines } = drawHookOrder(out);
  for (const line of lines) say(line);
  tell('Verify what is stored', 'karbor checkpoint verify');
  say((await karbor(['checkpoint', 'verify', checkpointId])).out.trimEnd());

  await destroyEverything(cloud);
  const lost = cloud.inventory(projectId);
  tell('Everything is lost', `${lost.servers.length} servers, ${lost.volumes.length} volumes and ${lost.images.length} images are left`);

  tell('Restore it', `karbor restore ${checkpointId}`);
  say((await karbor(['restore', checkpointId])).out.trimEnd());
  const after = await fingerprint(cloud, projectId);
  for (const line of after.lines) say(line);

  const differences = describeDifferences(before, after);
  for (const difference of differences) say(`✗ ${difference}`);
  tell(differences.length === 0 ? 'Every disk, attachment and image is the same' : 'NOT the same', `SHA-256 of ${before.lines.length} things compared`);
  return differences.length === 0;
}
