import { type Answer, type Call, header } from './call.js';
import { type Problem, titleOf } from './problem.js';

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** An error as WebOb writes it, which Glance answers with: HTML, or JSON for a client that accepts only that. */
export const webobError = (problem: Problem, call: Call): Answer => {
  const { status, message, details } = problem;
  const title = `${status} ${titleOf(status)}`;
  const accept = header(call, 'accept') ?? '*/*';
  const explanation = `${escape(message)}<br /><br />\n\n\n`;
  if (accept.includes('json') && !/html|\*\/\*/.test(accept))
    return {
      status,
      headers: { ...details.headers },
      body: { message: explanation, code: title, title: titleOf(status) },
    };
  return {
    status,
    headers: { 'Content-Type': 'text/html; charset=UTF-8', ...details.headers },
    body: `<html>\n <head>\n  <title>${title}</title>\n </head>\n <body>\n  <h1>${title}</h1>\n  ${explanation}\n </body>\n</html>`,
  };
};
