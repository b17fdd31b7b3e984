import { expect, test } from 'vitest';
import type { InstanceAction } from '@karbor/openstack';
import { judge } from './action-log.js';

const intent = { serverId: 'server', userId: 'karbor', lastRequestId: null };
const freeze = (request_id: string, user_id = 'karbor'): InstanceAction => ({
  ...{ action: 'pause', instance_uuid: 'server', request_id, user_id, project_id: 'project', message: null },
  start_time: '2026-11-22T15:17:39.000000',
});

test('a server is in its newest freeze', () => {
  expect(judge([freeze('ours')], intent, 'ours')).toBe('ours');
  expect(judge([freeze('ours'), freeze('before')], intent, 'ours')).toBe('ours');
  expect(judge([freeze('later'), freeze('ours')], intent, 'ours')).toBe('not ours');
  expect(judge([freeze('later')], intent, 'ours')).toBe('not ours');
});

test('without the answer to our request it is the only one since, by the same user', () => {
  expect(judge([freeze('any')], intent, null)).toBe('ours');
  expect(judge([freeze('any', 'somebody')], intent, null)).toBe('not ours');
  expect(judge([freeze('later'), freeze('any')], intent, null)).toBe('not ours');
});

test('tells a log without freezes from one that cannot be read', () => {
  expect(judge([], intent, 'ours')).toBe('no freeze');
  expect(judge(undefined, intent, null)).toBe('unreadable');
});
