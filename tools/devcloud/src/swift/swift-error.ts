import type { Answer } from '../http/call.js';
import { explanationOf, type Problem, titleOf } from '../http/problem.js';

const html = { 'Content-Type': 'text/html; charset=UTF-8' };

export const accepted = (): Answer => ({
  status: 202,
  headers: html,
  body: `<html><h1>Accepted</h1><p>${explanationOf(202) ?? ''}</p></html>`,
});

/** Swift's own short HTML by status; a message of ours goes out as plain text, as Swift's few explained errors do. */
export const swiftError = ({ status, message, details }: Problem): Answer => {
  const text = explanationOf(status);
  if (text === undefined || (message !== '' && message !== text))
    return { status, headers: { 'Content-Type': 'text/plain', ...details.headers }, body: message };
  return {
    status,
    headers: { ...html, ...details.headers },
    body: `<html><h1>${titleOf(status)}</h1><p>${text}</p></html>`,
  };
};
