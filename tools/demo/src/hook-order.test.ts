import { expect, test } from 'vitest';
import { drawHookOrder } from './hook-order.js';

const server = { type: 'OS::Nova::Server', id: 's', name: 'web' };
const volume = { type: 'OS::Cinder::Volume', id: 'v', name: 'data' };
const hook = (time: number, status: string, name: string, resource: typeof server) =>
  ({ type: 'hook', time, status, hook: name, attempt: 1, resources: [resource] });

test('draws when each hook ran, a row a resource', () => {
  const events = [
    { type: 'operation', status: 'started', operation: 'protect', checkpointId: 'c1', time: 0 },
    hook(0, 'started', 'onPrepareBegin', server),
    hook(1000, 'ended', 'onPrepareBegin', server),
    hook(1000, 'started', 'onMain', volume),
    hook(2000, 'ended', 'onMain', volume),
  ];
  const { checkpointId, lines } = drawHookOrder(events.map((event) => JSON.stringify(event)).join('\n'));
  expect(checkpointId).toBe('c1');
  expect(lines[0]).toMatch(/^server {3}web {3}b{36,37}·+$/);
  expect(lines[1]).toMatch(/^volume {3}data {2}·+m{36}$/);
  expect(lines[2]).toContain('(2.0 s)');
});

test('refuses output without an operation', () => {
  expect(() => drawHookOrder('{"type":"hook","time":1,"resources":[]}')).toThrow('told nothing');
});
