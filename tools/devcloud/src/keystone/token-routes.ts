import { type Answer, type Call, header } from '../http/call.js';
import { readJson } from '../http/body.js';
import { Problem } from '../http/problem.js';
import type { Router } from '../http/router.js';
import type { Cloud } from '../state/cloud.js';
import { authenticate, authenticationBody } from './authentication.js';
import { catalogOf } from './catalog.js';
import type { TokenRecord } from './records.js';
import { callerOf, isAdmin, issueToken, liveToken, tokenView } from './tokens.js';

const answerWith = (cloud: Cloud, call: Call, token: TokenRecord, status: number): Answer => ({
  status,
  headers: { 'X-Subject-Token': token.id },
  body: tokenView(cloud, token, !call.query.has('nocatalog')),
});

const subjectOf = (cloud: Cloud, call: Call, action: string): TokenRecord => {
  const caller = callerOf(cloud, call);
  const subject = liveToken(cloud, header(call, 'x-subject-token'));
  if (subject === undefined) throw new Problem(404, 'Could not find token.');
  if (subject.userId !== caller.userId && !isAdmin(caller))
    throw new Problem(403, `You are not authorized to perform the requested action: identity:${action}.`);
  return subject;
};

export const addTokenRoutes = (router: Router<Call>, cloud: Cloud): void => {
  const validate = (call: Call): Answer => answerWith(cloud, call, subjectOf(cloud, call, 'validate_token'), 200);
  router
    .on('POST', '/v3/auth/tokens', async (call) => {
      const { auth } = await readJson(call, authenticationBody);
      const token = issueToken(cloud, authenticate(cloud, auth));
      if (token.projectId !== null) call.projectId = token.projectId;
      return answerWith(cloud, call, token, 201);
    })
    .on('GET', '/v3/auth/tokens', validate)
    .on('HEAD', '/v3/auth/tokens', validate)
    .on('DELETE', '/v3/auth/tokens', (call) => {
      cloud.tables.tokens.delete(subjectOf(cloud, call, 'revoke_token').id);
      return { status: 204 };
    })
    .on('GET', '/v3/auth/catalog', (call) => {
      const { projectId } = callerOf(cloud, call);
      if (projectId === null)
        throw new Problem(403, 'You are not authorized to perform the requested action: identity:get_auth_catalog.');
      return {
        status: 200,
        body: { catalog: catalogOf(cloud, projectId), links: { self: `${cloud.url}/identity/v3/auth/catalog` } },
      };
    });
};
