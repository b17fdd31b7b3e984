import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';

const command = createRequire(import.meta.url).resolve('@karbor/devcloud/package.json').replace(/package\.json$/, 'dist/cli/serve.js');

/** An embedded cloud in a process of its own, which keeps its disks in a folder and writes its `clouds.yaml`. */
export async function startCloudProcess(folder: string, cloudsYamlFile: string): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [command, '--folder', folder, '--delay', '10', '--write-clouds-yaml', cloudsYamlFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // It says where it listens when it does.
  await once(child.stdout, 'data');
  return async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
}
