export { demo } from './demo.js';
export { drawHookOrder } from './hook-order.js';
