import { afterAll, beforeAll, expect, test } from 'vitest';
import { parsePoint } from '../sweep/point.js';
import { ProcessLane } from './process-lane.js';

let lane: ProcessLane;

beforeAll(async () => {
  lane = await ProcessLane.open('file');
});
afterAll(() => lane.close());

test.each(['protect:cut-after:50:resume', 'restore:cut-before:40:sweep', 'retry:cut-before:70:resume'])('a karbor process that is killed: %s', async (label) => {
  const { hit, problems } = await lane.try(parsePoint(label));
  expect(hit).toBeDefined();
  expect(problems).toEqual([]);
});
