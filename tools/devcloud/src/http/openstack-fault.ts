import type { Answer } from './call.js';
import type { Problem } from './problem.js';

const names: Readonly<Record<number, string>> = {
  400: 'badRequest',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'itemNotFound',
  405: 'badMethod',
  409: 'conflictingRequest',
  413: 'overLimit',
  415: 'badMediaType',
  429: 'overLimit',
  501: 'notImplemented',
  503: 'serviceUnavailable',
};

/** An error as Nova and Cinder write it. */
export const openstackFault = ({ status, message, details }: Problem, contentType: string): Answer => ({
  status,
  headers: { 'Content-Type': contentType, ...details.headers },
  body: { [names[status] ?? 'computeFault']: { code: status, message } },
});
