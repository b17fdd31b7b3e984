import { OpenStackError } from '../errors.js';
import { requestIdOf } from '../http/answer-error.js';
import type { HttpAnswer } from '../http/http-request.js';
import type { AnswerHead, ServiceAnswer, ServiceStream } from './service-request.js';

/** Reads an answer whole; `body` is `undefined` unless it is JSON. Errors: `OPENSTACK_UNEXPECTED_ANSWER`. */
export async function readAnswer<T>(answer: HttpAnswer): Promise<ServiceAnswer<T>> {
  const text = await answer.body.text();
  const head = headOf(answer);
  const isJson = text !== '' && /[/+]json\b/.test(answer.headers['content-type'] ?? '');
  return { ...head, body: (isJson ? parsed(text, head) : undefined) as T };
}

/** Reads the bytes of an answer whole. */
export async function readBytes(answer: HttpAnswer): Promise<ServiceAnswer<Uint8Array>> {
  return { ...headOf(answer), body: await answer.body.bytes() };
}

/** Hands an answer's body on unread. */
export function streamAnswer(answer: HttpAnswer): Promise<ServiceStream> {
  const length = answer.headers['content-length'];
  const size = answer.status === 204 ? 0 : length === undefined ? undefined : Number(length);
  return Promise.resolve({ ...headOf(answer), size, body: answer.body });
}

function headOf({ status, headers }: HttpAnswer): AnswerHead {
  return { status, headers, requestId: requestIdOf(headers) };
}

function parsed(text: string, { status, requestId }: AnswerHead): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new OpenStackError(`A service answered ${status} with a body that is not the JSON it claims to be.`, {
      code: 'OPENSTACK_UNEXPECTED_ANSWER',
      status,
      requestId,
    });
  }
}
