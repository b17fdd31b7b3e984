// A thread with a lane of its own: makes the experiment of each point that it is sent, and sends what that showed.
import { parentPort, workerData } from 'node:worker_threads';
import type { BankKind } from '../bank/test-bank.js';
import { Lane } from './lane.js';
import type { Point } from './point.js';

const lane = await Lane.open(workerData as BankKind);
parentPort?.on('message', (point: Point) => {
  void lane.try(point).then((finding) => parentPort?.postMessage(finding));
});
parentPort?.postMessage('open');
