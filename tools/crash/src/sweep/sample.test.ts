import { afterAll, beforeAll, expect, test } from 'vitest';
import { troubleKinds } from '../doors/trouble.js';
import { Lane } from './lane.js';
import { allPoints, oneWayEach, spread } from './plan-points.js';
import { labelOf, operationNames, parsePoint, ways } from './point.js';
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
  // One kind of trouble with one operation, the next with the next: a run of the tool tries all.
  for (const kind of troubleKinds.filter((_, index) => (index + operationNames.indexOf(operation)) % 2 === 0)) {
    const [point] = spread(own.filter((one) => one.kind === kind)).slice(1);
    const { problems } = await lane.try(point!);
    expect(problems, labelOf(point!)).toEqual([]);
  }
});

test('a run that has not the time for both ways tries each call that goes wrong in one of them', () => {
  const some = oneWayEach(points);
  const placeOf = ({ operation, kind, at }: Point) => [operation, kind, at].join(':');
  expect(new Set(some.map(placeOf))).toEqual(new Set(points.map(placeOf)));
  for (const kind of troubleKinds) expect(new Set(some.filter((one) => one.kind === kind).map(({ way }) => way))).toEqual(new Set(ways));
});

test('points have labels, by which one alone can be tried again', () => {
  for (const point of points) expect(parsePoint(labelOf(point))).toEqual(point);
  expect(() => parsePoint('protect:cut-after:0:resume')).toThrow(RangeError);
});

test('every beginning of the order in which points are tried is spread over all', () => {
  const order = spread(Array.from({ length: 1000 }, (_, index) => index));
  expect([...order].sort((one, other) => one - other)).toEqual(Array.from({ length: 1000 }, (_, index) => index));
  const later = spread(Array.from(order.keys()), 0.4);
  expect(new Set(later)).toEqual(new Set(order));
  for (const one of [order, later]) expect(new Set(one.slice(0, 20).map((index) => Math.floor(index / 100))).size).toBe(10);
  expect(later.slice(0, 20).filter((index) => order.slice(0, 20).includes(index)).length).toBeLessThan(10);
});
