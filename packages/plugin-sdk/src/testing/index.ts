export { memoryBank } from './memory-bank.js';
export type { MemoryBank } from './memory-bank.js';
export { faultyBank } from './faulty-bank/faulty-bank.js';
export type { FaultyBank } from './faulty-bank/faulty-bank.js';
export type { BankCall, BankCallMatch, BankFault, BankMethod } from './faulty-bank/bank-fault.js';
export { bankConformance } from './bank-conformance/bank-conformance.js';
export type { BankConformanceOptions } from './bank-conformance/bank-conformance.js';
