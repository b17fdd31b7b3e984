import { exitCodeOf } from '../cli/exit-code.js';
import { interruption } from '../cli/interruption.js';
import { log, say } from '../cli/say.js';
import { CloudError } from '../cloud-error.js';
import type { Cloud } from '../cloud/running-cloud.js';
import { defaultFolder } from '../state/state-folders.js';
import { parseTestArguments, usage } from './arguments.js';
import type { TestArguments } from './arguments.js';
import { runSuite } from './run-suite.js';
import { runSuites } from './run-suites.js';
import { chooseSuites, environmentOf, suitesOf } from './suites.js';
import type { Suite } from './suites.js';
import { withCloud } from './with-cloud.js';

/** Gives whether all suites passed. */
async function test({ words, keep, stateDir = defaultFolder('karbor-openstack-tests') }: TestArguments): Promise<boolean> {
  const signal = interruption();
  const onCloud = (cloud: Cloud, suite: Suite, isAlone: boolean) =>
    runSuite(suite, { environment: environmentOf(cloud), signal, label: isAlone ? undefined : suite.lane });
  const onGuests = (suite: Suite, isAlone: boolean) =>
    withCloud({ stateDir: `${stateDir}-guests`, guests: true, keep, signal }, (cloud) => onCloud(cloud, suite, isAlone));
  const suitesFor = (cloud: Pick<Cloud, 'endpoints' | 'password'>) => chooseSuites(suitesOf(cloud), words);
  const planned = suitesFor({ endpoints: {}, password: '' });
  if (planned.every(({ guests }) => guests)) return await runSuites(planned, { run: onGuests, signal, say, log });
  return await withCloud({ stateDir, guests: false, keep, signal }, (cloud) => {
    const run = (suite: Suite, isAlone: boolean) => (suite.guests === true ? onGuests(suite, isAlone) : onCloud(cloud, suite, isAlone));
    return runSuites(suitesFor(cloud), { run, signal, say, log });
  });
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
