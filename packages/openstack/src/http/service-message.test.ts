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

  it.each([
    ["Invalid input for field/attribute user_data. Value: aHVudGVyMg. 'aHVudGVyMg' is not a 'base64'", "Invalid input for field/attribute user_data. It is not a 'base64'"],
    ['Invalid input for field/attribute pin. Value: 4711. 4711 is not of type \'string\'', "Invalid input for field/attribute pin. It is not of type 'string'"],
    [
      "Invalid input for field/attribute server. Value: {'user_data': 'aHVudGVyMg', 'x': 1}. Additional properties are not allowed ('x' was unexpected)",
      "Invalid input for field/attribute server. Additional properties are not allowed ('x' was unexpected)",
    ],
    [
      "Invalid input for field/attribute server. Value: {'user_data': 'aHVudGVyMg'}. 'networks' is a required property",
      "Invalid input for field/attribute server. 'networks' is a required property",
    ],
    ["Invalid input for field/attribute a.b. Value: hunter2 is secret. An invalid 'name' value was provided.", 'Invalid input for field/attribute a.b.'],
    ["Invalid input for field/attribute key. Value: it's hunter2. \"it's hunter2\" is too long", 'Invalid input for field/attribute key. It is too long'],
    [`Invalid input for field/attribute user_data. Value: ${'c2VjcmV0'.repeat(10_000)}. '${'c2VjcmV0'.repeat(10_000)}' is too long`, 'Invalid input for field/attribute user_data. It is too long'],
  ])('leaves out the value that was refused: %.60s', (said, message) => {
    expect(serviceMessage(JSON.stringify({ badRequest: { code: 400, message: said } }), json)).toBe(message);
  });

  it('is short', () => {
    expect(serviceMessage('x'.repeat(10_000), undefined)).toHaveLength(501);
  });
});
