import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { ownProcess, processState } from './process-identity.js';
import type { ProcessIdentity } from './process-identity.js';

const onLinux = test.runIf(process.platform === 'linux');

/** What a process of this machine is called. */
async function identityOf(pid: number): Promise<ProcessIdentity> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const startTime = Number(stat.slice(stat.lastIndexOf(')')).split(' ')[20]);
  return { ...(await ownProcess())!, pid, startTime };
}

onLinux('this process lives', async () => {
  const own = await ownProcess();
  expect(own).toEqual(await identityOf(process.pid));
  expect(await processState(own!)).toBe('lives');
});

onLinux('a process lives until it is killed', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  const identity = await identityOf(child.pid!);
  expect(await processState(identity)).toBe('lives');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await processState(identity)).toBe('gone');
});

onLinux('a process that is killed and that nobody has waited for is gone', async () => {
  // The shell becomes a program that does not know of the shell's child.
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60']);
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [output] = (await once(parent.stdout, 'data')) as [Buffer];
  const identity = await identityOf(Number(output.toString()));
  process.kill(identity.pid, 'SIGKILL');
  await expect.poll(() => processState(identity)).toBe('gone');
});

onLinux('a process that another has the number of now is gone', async () => {
  const own = (await ownProcess())!;
  expect(await processState({ ...own, startTime: own.startTime - 1 })).toBe('gone');
});

onLinux('of another machine, boot or container nothing is known', async () => {
  const own = (await ownProcess())!;
  expect(await processState({ ...own, bootId: 'other' })).toBe('elsewhere');
  expect(await processState({ ...own, namespaces: 'pid:[1]' })).toBe('elsewhere');
});
