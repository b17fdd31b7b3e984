import { afterEach, beforeEach, expect, it } from 'vitest';
import { json, startTestCloud, type TestCloud } from '../cloud.fixture.js';

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await startTestCloud();
});
afterEach(() => cloud.close());

it('shows and changes projects', async () => {
  const { identity } = cloud.session();
  const project = { id: 'p', name: 'demo', description: '', enabled: true, tags: [] };
  cloud.on('GET /identity/v3/projects/p', (_request, response) => {
    json(response, 200, { project });
  });
  let first = true;
  cloud.on('PATCH /identity/v3/projects/p', async (request, response) => {
    const changes = JSON.parse(await request.text()) as { project: object };
    if (first) response.destroy();
    else json(response, 200, { project: { ...project, ...changes.project } });
    first = false;
  });
  cloud.on('GET /identity/v3/projects/q', (_request, response) => {
    const message = 'You are not authorized to perform the requested action: identity:get_project.';
    json(response, 403, { error: { code: 403, message, title: 'Forbidden' } });
  });
  expect(await identity.showProject('p')).toEqual(project);
  expect(await identity.updateProject('p', { tags: ['a'] })).toEqual({ ...project, tags: ['a'] });
  await expect(identity.showProject('q')).rejects.toMatchObject({ code: 'OPENSTACK_FORBIDDEN', noEffect: true });
});
