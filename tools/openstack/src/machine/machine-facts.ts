import { existsSync, readFileSync } from 'node:fs';
import { getuid, platform } from 'node:process';
import type { MachineFacts } from './refusal.js';

const CAP_SYS_ADMIN = 21n;

export function machineFacts(): MachineFacts {
  const release = textOf('/etc/os-release');
  const capabilities = /^CapEff:\s*([0-9a-f]+)$/m.exec(textOf('/proc/self/status'))?.[1] ?? '0';
  return {
    platform,
    distribution: /^ID="?([^"\n]*)"?$/m.exec(release)?.[1],
    release: /^VERSION_ID="?([^"\n]*)"?$/m.exec(release)?.[1],
    userId: getuid?.(),
    mayMount: ((BigInt(`0x${capabilities}`) >> CAP_SYS_ADMIN) & 1n) === 1n,
    hasLoopDevices: existsSync('/dev/loop-control'),
    hasKvm: existsSync('/dev/kvm'),
  };
}

const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
