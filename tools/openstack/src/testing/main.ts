import { exitCodeOf } from '../cli/exit-code.js';
import { interruption } from '../cli/interruption.js';
import { log, say } from '../cli/say.js';
import { CloudError } from '../cloud-error.js';
import { bringUp } from '../cloud/bring-up.js';
import { takeDown } from '../cloud/take-down.js';
import { defaultFolder } from '../state/state-folders.js';
import { parseTestArguments, usage } from './arguments.js';
import type { TestArguments } from './arguments.js';
import { runSuite } from './run-suite.js';
import { chooseSuites, environmentOf, suitesOf } from './suites.js';

/** Gives whether all suites passed. */
async function test({ words, keep, stateDir = defaultFolder('karbor-openstack-tests') }: TestArguments): Promise<boolean> {
  const signal = interruption();
  try {
    const cloud = await bringUp({ stateDir, fresh: true, log, signal });
    const failed: string[] = [];
    for (const suite of chooseSuites(suitesOf(cloud), words)) {
      log(`Running: ${suite.name}`);
      if (!(await runSuite(suite, environmentOf(cloud), signal))) failed.push(suite.name);
    }
    for (const name of failed) log(`FAILED: ${name}`);
    if (failed.length > 0) log(`The services' logs are in ${stateDir}/log`);
    return failed.length === 0;
  } finally {
    if (keep) log(`The cloud is left up, in ${stateDir}`);
    else await takeDown({ stateDir });
  }
}

try {
  const options = parseTestArguments(process.argv.slice(2));
  if (options.help) say(usage);
  else process.exitCode = (await test(options)) ? 0 : 1;
} catch (error) {
  if (error instanceof CloudError && error.code === 'CLOUD_CANNOT_RUN') say(`SKIPPED: real OpenStack: ${error.message}`);
  else {
    process.stderr.write(`test:openstack: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof TypeError ? 2 : exitCodeOf(error);
  }
}
