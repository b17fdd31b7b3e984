// Loaded into a karbor process with --import: counts what it sends to the cloud and what it writes into its bank, and
// kills it at one of them.
import { subscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import fileSystem from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const { CRASH_AT: at = '0', CRASH_WHEN: when, CRASH_BANK: bank = '', CRASH_COUNT: countFile } = process.env;
let calls = 0;

function countCall(): boolean {
  calls += 1;
  const isHit = calls === Number(at);
  if (isHit && when === 'before') die();
  return isHit;
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  // Nothing more happens here until the signal has come.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** Lets a function of the file system count when its last path is an object of the bank. */
function counted<Args extends readonly unknown[]>(original: (...args: Args) => Promise<void>): (...args: Args) => Promise<void> {
  return async (...args) => {
    const path = args.at(-1);
    const isHit = typeof path === 'string' && bank !== '' && path.startsWith(`${bank}/objects/`) && countCall();
    await original(...args);
    if (isHit) die();
  };
}

const { rename, link, unlink } = fileSystem;
Object.assign(fileSystem, { rename: counted(rename), link: counted(link), unlink: counted(unlink) });
syncBuiltinESMExports();

const hits = new WeakSet<object>();
subscribe('undici:request:create', (message) => {
  const { request } = message as { readonly request: object };
  if (countCall()) hits.add(request);
});
subscribe('undici:request:headers', (message) => {
  if (hits.has((message as { readonly request: object }).request)) die();
});

if (countFile !== undefined) process.on('exit', () => writeFileSync(countFile, String(calls)));
