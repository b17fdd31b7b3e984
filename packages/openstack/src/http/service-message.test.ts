import { describe, expect, it } from 'vitest';
import { serviceMessage } from './service-message.js';

const json = 'application/json';
const html = 'text/html; charset=UTF-8';

describe('serviceMessage', () => {
  it.each([
    ['Keystone', json, '{"error": {"code": 401, "message": "Who are you?", "title": "Unauthorized"}}', 'Who are you?'],
    ['Nova', json, '{"conflictingRequest": {"code": 409, "message": "It is paused"}}', 'It is paused'],
    ['Cinder', json, '{"badRequest": {"code": 400, "message": "Invalid volume: in use"}}', 'Invalid volume: in use'],
    [
      'Neutron',
      json,
      '{"NeutronError": {"type": "PortNotFound", "message": "Port p could not be found.", "detail": ""}}',
      'Port p could not be found.',
    ],
    ['Neutron, old', json, '{"NeutronError": "Something else"}', 'Something else'],
    [
      'Placement',
      json,
      '{"errors": [{"status": 404, "title": "Not Found", "detail": "No such thing"}]}',
      'No such thing',
    ],
    [
      'Glance',
      html,
      '<html>\n <head>\n  <title>404 Not Found</title>\n </head>\n <body>\n  <h1>404 Not Found</h1>\n  No image &quot;x&quot;<br /><br />\n\n </body>\n</html>',
      'No image "x"',
    ],
    ['Glance, in JSON', json, '{"message": "No image x<br /><br />\\n\\n", "code": "404 Not Found"}', 'No image x'],
    ['Swift', html, '<html><h1>Conflict</h1><p>There was a conflict.</p></html>', 'There was a conflict.'],
    ['a proxy', 'text/plain', 'upstream  is\n away', 'upstream is away'],
    ['nobody', json, '', undefined],
    ['an empty object', json, '{}', undefined],
  ])('finds what %s says', (_who, contentType, body, message) => {
    expect(serviceMessage(body, contentType)).toBe(message);
  });

  it('is short', () => {
    expect(serviceMessage('x'.repeat(10_000), undefined)).toHaveLength(501);
  });
});
