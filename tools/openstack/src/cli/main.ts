import { CloudError } from '../cloud-error.js';
import { bringUp } from '../cloud/bring-up.js';
import type { Cloud } from '../cloud/running-cloud.js';
import { status } from '../cloud/status.js';
import { takeDown } from '../cloud/take-down.js';
import { parseArguments, usage } from './arguments.js';
import type { Arguments } from './arguments.js';
import { exitCodeOf } from './exit-code.js';
import { interruption } from './interruption.js';
import { log, say } from './say.js';

async function run({ command, ...options }: Arguments): Promise<void> {
  switch (command) {
    case 'help':
      say(usage);
      return;
    case 'up': {
      const cloud = await bringUp({ ...options, log, signal: interruption() });
      log(`The cloud is up (${cloud.stage})`);
      tell(cloud);
      return;
    }
    case 'down':
      await takeDown(options);
      log('Nothing of the cloud runs');
      return;
    case 'status':
      tellStatus(options);
      return;
  }
}

function tell({ cloudsFile, endpoints }: Cloud): void {
  for (const [type, url] of Object.entries(endpoints)) say(`  ${type.padEnd(14)} ${url}`);
  say(`\nclouds.yaml: ${cloudsFile} (clouds: admin, demo, alt)\nUse it:\n`);
  say(`  export OS_CLIENT_CONFIG_FILE=${cloudsFile} OS_CLOUD=demo\n  openstack catalog list`);
}

function tellStatus({ stateDir }: Pick<Arguments, 'stateDir'>): void {
  const { condition, running, missing, cloud, ...now } = status({ stateDir });
  say(`${now.stateDir}: ${condition}${cloud && running.size > 0 ? ` (${cloud.stage})` : ''}`);
  for (const [name, pid] of running) say(`  ${name.padEnd(24)} ${pid}`);
  if (running.size > 0) for (const name of missing) say(`  ${name.padEnd(24)} does not run`);
  if (cloud && running.size > 0) tell(cloud);
}

try {
  await run(parseArguments(process.argv.slice(2)));
} catch (error) {
  const isExpected = error instanceof CloudError || exitCodeOf(error) === 130;
  const text = error instanceof Error ? (isExpected ? error.message : (error.stack ?? error.message)) : String(error);
  const prefix = error instanceof CloudError && error.code === 'CLOUD_CANNOT_RUN' ? 'The OpenStack cannot run here: ' : '';
  process.stderr.write(`openstack: ${prefix}${text}\n`);
  process.exitCode = exitCodeOf(error);
}
