import type { Finding } from './experiment.js';
import type { Point } from './point.js';

/** In milliseconds: an experiment that takes longer is stuck. */
const longest = 400_000;

/** What an experiment comes to: one that throws, or does not end, has a problem. */
export async function conclude(point: Point, work: Promise<Finding>): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const stuck = new Promise<Finding>((resolve) => {
    timer = setTimeout(() => resolve({ point, how: 'not reached', problems: [`it did not end within ${longest} ms`] }), longest);
  });
  const failed = (error: unknown): Finding => ({ point, how: 'not reached', problems: [`it threw ${String(error)}`] });
  try {
    return await Promise.race([work.catch(failed), stuck]);
  } finally {
    clearTimeout(timer);
  }
}
