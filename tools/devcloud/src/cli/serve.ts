import { writeFile } from 'node:fs/promises';
import { startDevcloud } from '../devcloud.js';
import { parseServeArguments, usage } from './arguments.js';

const fail = (message: string): void => {
  process.stderr.write(`devcloud: ${message}\n`);
  process.exitCode = 2;
};

const run = async (): Promise<void> => {
  const { options, cloudsYamlFile, help } = parseServeArguments(process.argv.slice(2));
  if (help) {
    process.stdout.write(usage);
    return;
  }
  const cloud = await startDevcloud(options);
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  // The passwords in it are for this cloud only, yet a file of credentials is its owner's.
  if (cloudsYamlFile !== undefined) await writeFile(cloudsYamlFile, cloud.cloudsYaml(), { mode: 0o600 });
  process.stdout.write(`# devcloud listens on ${cloud.url}; press Ctrl-C to stop it\n${cloud.cloudsYaml()}`);
  await ended;
  await cloud.stop();
};

run().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
