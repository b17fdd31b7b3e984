import { isRecord } from './json.js';

const longest = 500;

/**
 * What a service says in the body of an error, in one line, or `undefined`. Known are the shapes of Keystone
 * (`{"error": {"message"}}`), Nova and Cinder (`{"badRequest": {"message"}}`), Neutron (`{"NeutronError":
 * {"message"}}`), Placement (`{"errors": [{"detail"}]}`), and the HTML of Glance and Swift.
 */
export function serviceMessage(body: string, contentType: string | undefined): string | undefined {
  const text =
    contentType?.includes('html') === true || body.trimStart().startsWith('<') ? fromHtml(body) : fromJson(body);
  // A schema error of Keystone goes on with the whole request, credentials included.
  const [head = ''] = (text ?? '').split(/\s*Failed validating/);
  // Glance's JSON has the line breaks of its HTML.
  const line = withoutValue(head.replaceAll(/(\s|<br *\/>)+/g, ' ').trim());
  if (line === '') return undefined;
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** How a reason follows the value that is refused: quoted again, or as a list, an object or a number again. */
const afterValue = [/^(.*)\. (['"])\1\2 (?<reason>.*)$/, /^(.*)\. \1 (?<reason>.*)$/];
/** Reasons that name fields instead. */
const ofFields = [/(?<reason>'[\w:.-]{1,64}' is a required property)$/, /(?<reason>Additional properties are not allowed \([^()]*\))$/];

/**
 * Nova and Cinder quote, twice, a value that they refuse, such as a server's user data, or all that was sent. What is
 * left names the field, and the reason where it can be told from the value.
 */
function withoutValue(line: string): string {
  const [, field, rest] = /^(Invalid input for .{1,200}?\.) Value: (.*)$/.exec(line) ?? [];
  if (field === undefined || rest === undefined) return line;
  const named = ofFields.map((form) => form.exec(rest)?.groups?.['reason']).find((reason) => reason !== undefined);
  if (named !== undefined) return `${field} ${named}`;
  const reason = afterValue.map((form) => form.exec(rest)?.groups?.['reason']).find((one) => one !== undefined);
  return reason === undefined ? field : `${field} It ${reason}`;
}

function fromJson(body: string): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return body;
  }
  return messageIn(parsed);
}

function messageIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(messageIn).find((message) => message !== undefined);
  if (!isRecord(value)) return undefined;
  const said = value['message'] ?? value['detail'] ?? value['faultstring'] ?? value['title'];
  if (typeof said === 'string' && said !== '') return said;
  const inner = Object.values(value).filter((part) => typeof part === 'object' || Object.keys(value).length === 1);
  return inner.map(messageIn).find((message) => message !== undefined);
}

function fromHtml(body: string): string {
  const content = /<body[^>]*>([\s\S]*)<\/body>/i.exec(body)?.[1] ?? body;
  return content
    .replace(/<h1>[\s\S]*?<\/h1>/i, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
