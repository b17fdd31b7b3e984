import { join } from 'node:path';
import { exitCodeOf } from '../cli/exit-code.js';
import { interruption } from '../cli/interruption.js';
import { log, say } from '../cli/say.js';
import { CloudError } from '../cloud-error.js';
import { bringUp } from '../cloud/bring-up.js';
import { assertCanRun } from '../cloud/can-run.js';
import { takeDown } from '../cloud/take-down.js';
import { defaultFolder, stateFolders } from '../state/state-folders.js';
import { withStateLock } from '../state/state-lock.js';
import { parseTestArguments, usage } from './arguments.js';
import type { TestArguments } from './arguments.js';
import { testOnBothClouds } from './both-clouds.js';
import { runSuite } from './run-suite.js';
import { chooseSuites, environmentOf, suitesOf } from './suites.js';
import type { Suite } from './suites.js';

/** Gives whether all suites passed. */
function test({ stateDir = defaultFolder('karbor-openstack-tests'), ...options }: TestArguments): Promise<boolean> {
  const signal = interruption();
  return testOnBothClouds(
    (guests) => testOn({ ...options, stateDir: guests ? `${stateDir}-guests` : stateDir, guests, signal }),
    { say, log },
  );
}

interface Run extends Pick<TestArguments, 'words' | 'keep'> {
  readonly stateDir: string;
  readonly guests: boolean;
  readonly signal: AbortSignal;
}

/** Brings a cloud up, if any suite needs such a one, and gives the names of those that failed. */
async function testOn(options: Run): Promise<string[]> {
  if (suitesFor({ endpoints: {}, password: '' }, options.words, options.guests).length === 0) return [];
  assertCanRun(options.guests);
  // Another run would begin with forgetting the cloud of this one.
  const folders = stateFolders(options.stateDir);
  return withStateLock({ ...folders, lockFile: join(folders.root, 'tests.lock') }, () => testAlone(options));
}

async function testAlone({ words, keep, stateDir, guests, signal }: Run): Promise<string[]> {
  const failed: string[] = [];
  try {
    const cloud = await bringUp({ stateDir, fresh: true, guests, log, signal });
    for (const suite of suitesFor(cloud, words, guests)) {
      log(`Running: ${suite.name}`);
      if (!(await runSuite(suite, environmentOf(cloud), signal))) failed.push(suite.name);
    }
    if (failed.length > 0) log(`The services' logs are in ${stateDir}/log`);
    return failed;
  } finally {
    if (keep) log(`The cloud is left up, in ${stateDir}`);
    else await takeDown({ stateDir });
  }
}

const suitesFor = (cloud: Parameters<typeof suitesOf>[0], words: readonly string[], guests: boolean): readonly Suite[] =>
  chooseSuites(suitesOf(cloud), words).filter((suite) => (suite.guests ?? false) === guests);

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
