import { silentLogger } from '@karbor/plugin-sdk';
import { faultyBank, memoryBank } from '@karbor/plugin-sdk/testing';
import { openBank } from '../bank/bank.js';
import { LeaseKeeper } from './lease-keeper.js';
import { openLease } from './lease-record.js';
import { defaultLeaseWindows } from './lease-windows.js';

/** A keeper whose clock goes with the timers, unless the process is stopped: then only the clock goes. */
export function keeperOn(plugin = memoryBank()) {
  const bank = faultyBank(plugin);
  let stoppedFor = 0;
  const warnings: string[] = [];
  const log = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
  const clock = () => performance.now() + stoppedFor;
  const keeper = new LeaseKeeper(openBank(bank), defaultLeaseWindows, { clock, log });
  const counter = () => {
    const [key = ''] = plugin.keys();
    return openLease(plugin.bytes(key)!, key.replace('leases/', '')).counter;
  };
  return { plugin, bank, keeper, warnings, counter, stopFor: (count: number) => (stoppedFor += count * 1000) };
}
