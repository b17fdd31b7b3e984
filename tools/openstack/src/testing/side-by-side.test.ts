import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { doSideBySide } from './side-by-side.js';

/** When each begins and ends, and which are alone. */
async function courseOf(items: readonly (readonly [name: string, lane?: string])[]) {
  const course: string[] = [];
  await doSideBySide(
    items.map(([name, lane]) => ({ name, ...(lane !== undefined && { lane }) })),
    async ({ name }, isAlone) => {
      course.push(isAlone ? `${name} alone` : name);
      await turn();
      course.push(`end of ${name}`);
    },
  );
  return course;
}

test('without lanes one is done after the other', async () => {
  expect(await courseOf([['a'], ['b']])).toEqual(['a alone', 'end of a', 'b alone', 'end of b']);
});

test('neighbours in different lanes are done at the same time, and nothing else is', async () => {
  const course = await courseOf([['a', 'x'], ['b', 'x'], ['c', 'y'], ['d'], ['e', 'x'], ['f', 'y']]);
  expect(course).toEqual([
    ...['a', 'c', 'end of a', 'b', 'end of c', 'end of b'],
    ...['d alone', 'end of d'],
    ...['e', 'f', 'end of e', 'end of f'],
  ]);
});
