import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { impatient, json, startTestCloud, type TestCloud } from '../cloud.fixture.js';
import type { Session } from './session.js';

let cloud: TestCloud;
let session: Session;
beforeEach(async () => {
  cloud = await startTestCloud();
  session = cloud.session();
});
afterEach(() => cloud.close());

/** Answers a call with each of `answers` in turn, the last one for ever. */
function inTurn(call: string, ...answers: readonly (number | 'drop' | { status: number; retryAfter: string })[]): void {
  let index = 0;
  cloud.on(call, async (request, response) => {
    const answer = answers[Math.min(index, answers.length - 1)];
    index += 1;
    await request.text();
    if (answer === 'drop') response.destroy();
    else if (typeof answer === 'object') {
      json(response, answer.status, { message: 'later' }, { 'retry-after': answer.retryAfter });
    } else json(response, answer ?? 200, { server: { id: 's' }, message: `status ${answer ?? 200}` });
  });
}

describe('retries', () => {
  it.each([[429], [498], [499], [500], [502], [503], [504], ['drop' as const]])(
    'repeats an idempotent call after %s',
    async (failure) => {
      inTurn('GET /compute/v2.1/servers/s', failure, failure, 200);
      expect(await session.compute.showServer('s')).toEqual({ id: 's' });
      expect(cloud.calls).toHaveLength(3);
    }
  );

  it('gives up after the attempts that its policy allows', async () => {
    inTurn('GET /compute/v2.1/servers/s', 503);
    await expect(session.compute.showServer('s')).rejects.toMatchObject({
      code: 'OPENSTACK_UNAVAILABLE',
      attempts: 4,
      status: 503,
      retryable: true,
      noEffect: false,
      serviceMessage: 'status 503',
      requestId: 'req-test',
      method: 'GET',
      path: '/compute/v2.1/servers/s',
      message:
        'GET /compute/v2.1/servers/s of compute was answered 503: status 503 (request req-test) (after 4 attempts)',
    });
    expect(cloud.calls).toHaveLength(4);
  });

  it.each([400, 403, 404, 409, 501])('does not repeat after %i', async (status) => {
    inTurn('GET /compute/v2.1/servers/s', status);
    await expect(session.compute.showServer('s')).rejects.toMatchObject({ status, retryable: false, attempts: 1 });
    expect(cloud.calls).toHaveLength(1);
  });

  it.each([[500], [503], ['drop' as const]])(
    'does not repeat a creation after %s: it may have taken effect',
    async (failure) => {
      inTurn('POST /compute/v2.1/servers', failure, 202);
      await expect(session.compute.createServer({ name: 'n', flavorRef: '1' })).rejects.toMatchObject({
        retryable: true,
        noEffect: false,
        attempts: 1,
      });
      expect(cloud.calls).toHaveLength(1);
    }
  );

  it('repeats a creation after 429: nothing was made', async () => {
    inTurn('POST /compute/v2.1/servers', 429, 202);
    expect(await session.compute.createServer({ name: 'n', flavorRef: '1' })).toMatchObject({ id: 's' });
  });

  it('tells that a refused creation made nothing', async () => {
    inTurn('POST /compute/v2.1/servers', 400);
    await expect(session.compute.createServer({ name: 'n', flavorRef: '1' })).rejects.toMatchObject({
      code: 'OPENSTACK_BAD_REQUEST',
      noEffect: true,
    });
  });

  it('does not claim that nothing was done when an earlier answer was lost', async () => {
    inTurn('DELETE /compute/v2.1/servers/s', 'drop', 404);
    await expect(session.compute.deleteServer('s')).rejects.toMatchObject({
      code: 'OPENSTACK_NOT_FOUND',
      attempts: 2,
      noEffect: false,
    });
    inTurn('DELETE /compute/v2.1/servers/t', 404);
    await expect(session.compute.deleteServer('t')).rejects.toMatchObject({ noEffect: true });
  });

  it('obeys Retry-After, and does not wait longer than it is allowed to', async () => {
    inTurn('GET /compute/v2.1/servers/s', { status: 503, retryAfter: '0' }, 200);
    expect(await session.compute.showServer('s')).toEqual({ id: 's' });

    inTurn('GET /compute/v2.1/servers/t', { status: 429, retryAfter: '3600' });
    await expect(session.compute.showServer('t')).rejects.toMatchObject({
      code: 'OPENSTACK_OVER_LIMIT',
      retryAfter: 3600,
      attempts: 1,
      retryable: true,
    });
  });

  it('repeats a call whose answer broke off', async () => {
    let first = true;
    cloud.on('GET /compute/v2.1/servers/s', (_request, response) => {
      if (!first) json(response, 200, { server: { id: 's' } });
      else {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"server":', () => response.destroy());
      }
      first = false;
    });
    expect(await session.compute.showServer('s')).toEqual({ id: 's' });
    expect(cloud.calls).toHaveLength(2);
  });

  it('ends with the reason of its signal, also while it waits to repeat', async () => {
    const controller = new AbortController();
    const waiting = cloud.session({ environment: {}, retry: { minDelay: 60_000, maxDelay: 60_000 } });
    cloud.on('GET /compute/v2.1/servers/s', (_request, response) => {
      json(response, 503, {});
      setImmediate(() => controller.abort(new Error('enough')));
    });
    await expect(waiting.compute.showServer('s', { signal: controller.signal })).rejects.toThrow('enough');
    await expect(waiting.compute.showServer('s', { signal: controller.signal })).rejects.toThrow('enough');
    expect(cloud.calls).toHaveLength(1);
  });
});

describe('a service that cannot be reached', () => {
  it('is tried again, and named with what failed; nothing was done', async () => {
    const away = cloud.session(impatient, { endpointOverrides: { compute: 'http://127.0.0.1:1/v2.1' } });
    await expect(away.compute.pauseServer('s')).rejects.toMatchObject({
      code: 'OPENSTACK_CONNECTION',
      service: 'compute',
      method: 'POST',
      path: '/v2.1/servers/s/action',
      attempts: 4,
      retryable: true,
      noEffect: true,
    });
  });
});
