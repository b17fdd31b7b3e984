export { demo } from './demo.js';
export { destroyEverything } from './destroy.js';
export { describeDifferences, fingerprint } from './fingerprint.js';
export type { Fingerprint } from './fingerprint.js';
export { drawHookOrder } from './hook-order.js';
export { randomBytes } from './random-bytes.js';
