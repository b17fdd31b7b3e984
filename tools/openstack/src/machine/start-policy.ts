import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

const mark = '# Written by the OpenStack tool of Karbor while it installs packages.';
const forbidding = `#!/bin/sh\n${mark}\nexit 101\n`;

/**
 * Runs `work` while Debian's packages must not start services, and puts the machine's own policy back afterwards. What a
 * run that was killed left behind is put back first.
 */
export async function withoutServiceStarts<T>(work: () => Promise<T>, policy = '/usr/sbin/policy-rc.d'): Promise<T> {
  const kept = `${policy}.before-karbor`;
  const putBack = () => {
    if (existsSync(policy) && readFileSync(policy, 'utf8').includes(mark)) rmSync(policy);
    if (existsSync(kept)) renameSync(kept, policy);
  };
  putBack();
  if (existsSync(policy)) renameSync(policy, kept);
  writeFileSync(policy, forbidding, { mode: 0o755 });
  try {
    return await work();
  } finally {
    putBack();
  }
}
