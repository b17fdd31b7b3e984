import { KarborError } from '@karbor/plugin-sdk';
import { Executor } from './executor.js';
import { observe } from './observed-run.fixture.js';
import type { ObservedRun } from './observed-run.fixture.js';
import { RecordedOperation } from './recorded-operation.fixture.js';
import { nameOf, testFlow } from './test-flow.fixture.js';
import type { TestFlowOptions } from './test-flow.fixture.js';

export const diskFull = new KarborError('KARBOR_DISK_FULL', 'The disk is full.');

/** Hooks that fail with `diskFull`, by name. */
export function failing(
  names: readonly string[],
  parts: ConstructorParameters<typeof RecordedOperation>[1] = {},
): RecordedOperation {
  return new RecordedOperation((task) => (names.includes(nameOf(task)) ? Promise.reject(diskFull) : undefined), parts);
}

/** Runs a flow that goes on after failures. */
export function runOn(operation: RecordedOperation, options: TestFlowOptions = {}): Promise<ObservedRun> {
  return observe(new Executor({ onFailure: 'continue' }).run(testFlow(operation, options)));
}
