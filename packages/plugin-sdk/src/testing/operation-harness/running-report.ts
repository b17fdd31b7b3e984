import type { OperationReport } from './operation-report.js';

/** A report that is being written. */
export type RunningReport = {
  -readonly [Name in keyof OperationReport]: OperationReport[Name] extends readonly (infer Item)[] ? Item[] : OperationReport[Name];
};
