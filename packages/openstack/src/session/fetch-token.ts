import type { CloudConfig } from '../configuration/cloud-config.js';
import { secretsOf } from '../configuration/hide-secrets.js';
import { askForToken } from './ask-for-token.js';
import type { BareCaller } from './bare-caller.js';
import { versionedUrl } from './service-catalog.js';
import type { Token } from './token.js';
import { tokenFromAnswer } from './token-answer.js';
import { tokenRequest } from './token-request.js';
import { v1Token, v1TokenRequest } from './v1-token.js';

/** Gets a token as the cloud's configuration says. Errors: see {@link askForToken}. */
export function fetchToken(caller: BareCaller, { auth, authUrl, project, region }: CloudConfig): Promise<Token> {
  const secrets = secretsOf(auth);
  if (auth.type === 'v1Password') {
    const read = v1Token(auth, project?.name, region);
    return askForToken(caller, authUrl, v1TokenRequest(auth), read, secrets);
  }
  const url = `${versionedUrl(authUrl, 'identity')}/auth/tokens`;
  return askForToken(caller, url, tokenRequest(auth, project), tokenFromAnswer, secrets);
}
