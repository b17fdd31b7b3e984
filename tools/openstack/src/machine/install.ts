import { CloudError } from '../cloud-error.js';
import { command, tail } from './command.js';
import { downloadProblem } from './download-problem.js';
import { missingPackages, statusFormat } from './packages.js';
import { withoutServiceStarts } from './start-policy.js';

const options = [
  '-y',
  '-q',
  '--no-install-recommends',
  ...['Dpkg::Options::=--force-confdef', 'Dpkg::Options::=--force-confold', 'Dpkg::Use-Pty=0', 'DPkg::Lock::Timeout=300'].flatMap(
    (option) => ['-o', option],
  ),
];
const unattended = { DEBIAN_FRONTEND: 'noninteractive', DEBCONF_NONINTERACTIVE_SEEN: 'true', NEEDRESTART_SUSPEND: '1' };
const run = (program: string, args: readonly string[]) => command(program, args, { ...unattended, ...proxies() });

/** Installs those of Debian's packages that are missing. No question is asked and no service is started. */
export async function installMissing(packages: readonly string[], log: (line: string) => void): Promise<void> {
  const { output } = await command('dpkg-query', ['-W', '-f', statusFormat, ...packages]);
  const missing = missingPackages(packages, output);
  if (missing.length === 0) return;
  log(`Installing Debian's packages: ${missing.join(' ')}`);
  await withoutServiceStarts(async () => {
    // Ends what an earlier run that was killed had begun; does nothing otherwise.
    await run('dpkg', ['--configure', '-a']);
    await download(missing, packages, log);
    const installed = await run('apt-get', ['install', ...options, ...missing]);
    if (installed.status !== 0) throw new CloudError('CLOUD_COMMAND_FAILED', `apt-get install failed:\n${tail(installed)}`);
  });
}

/** The package lists are fetched anew only when what they say cannot be had. `all` are the cloud's, installed ones too. */
async function download(packages: readonly string[], all: readonly string[], log: (line: string) => void): Promise<void> {
  const attempt = () => run('apt-get', ['install', '--download-only', ...options, ...packages]);
  if ((await attempt()).status === 0) return;
  log('Fetching the package lists (apt-get update)');
  // By default it ends well although it could fetch nothing.
  const update = await run('apt-get', ['update', '-q', '-o', 'APT::Update::Error-Mode=any']);
  const downloaded = await attempt();
  if (downloaded.status === 0) return;
  const { output: offers } = await run('apt-cache', ['madison', ...all]);
  throw downloadProblem({ packages, update, offers, download: downloaded });
}

const proxies = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(https?|no|ftp|all)_proxy$/i.test(name)));
