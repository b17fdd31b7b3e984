import { afterAll, beforeAll, expect, test } from 'vitest';
import { troubleKinds } from '../doors/trouble.js';
import { Lane } from './lane.js';
import { allPoints, spread } from './plan-points.js';
import { labelOf, operationNames, parsePoint } from './point.js';
import type { Point } from './point.js';

let lane: Lane;
let points: readonly Point[];

beforeAll(async () => {
  lane = await Lane.open('file');
  points = allPoints(await lane.undisturbed());
});
afterAll(() => lane.close());

test.each(operationNames)('a %s that goes wrong anywhere loses nothing and leaves nothing', async (operation) => {
  const own = points.filter((point) => point.operation === operation);
  expect(own.length).toBeGreaterThan(100);
  for (const kind of troubleKinds) {
    const [point] = spread(own.filter((one) => one.kind === kind)).slice(1);
    const { problems } = await lane.try(point!);
    expect(problems, labelOf(point!)).toEqual([]);
  }
});

test('points have labels, by which one alone can be tried again', () => {
  for (const point of points) expect(parsePoint(labelOf(point))).toEqual(point);
  expect(() => parsePoint('protect:cut-after:0:resume')).toThrow(RangeError);
});

test('every beginning of the order in which points are tried is spread over all', () => {
  const order = spread(Array.from({ length: 1000 }, (_, index) => index));
  expect([...order].sort((one, other) => one - other)).toEqual(Array.from({ length: 1000 }, (_, index) => index));
  const tenths = new Set(order.slice(0, 20).map((index) => Math.floor(index / 100)));
  expect(tenths.size).toBe(10);
});
