import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIniFile } from './ini-file.js';

const encode = (text: string) => new TextEncoder().encode(text);

/** Sections as plain data. */
function read(text: string): Record<string, Record<string, string[]>> {
  const { sections, bad } = parseIniFile(encode(text));
  expect(bad).toEqual([]);
  return Object.fromEntries(
    [...sections].map(([name, { keys }]) => [
      name,
      Object.fromEntries([...keys].map(([key, values]) => [key, values.map(({ value }) => value)])),
    ]),
  );
}

function badLines(content: string | Uint8Array) {
  return parseIniFile(typeof content === 'string' ? encode(content) : content).bad;
}

describe('values', () => {
  it.each([
    ...['a#b', 'a ; b', '#start', ';start', 'a=b=c', 'key: value', '"double"', "'single'", '"', "''", 'it\'s "so"'],
    ...['$HOME ${x} $(y) %(z)s', '[x]', 'a[]', '{"a": [1]}', 'C:\\new\\table', 'ends with \\', '\\#\\;\\=', '\\u0041'],
    ...['true', 'false', 'null', 'undefined', '0', '007', '1e3', '__proto__', 'a\tb', 'a\u2028b\u2029c', 'a\u0085b', 'ключ 🗝'],
  ])('keeps %j exactly', (value) => {
    expect(read(`[s]\nkey = ${value}\nkey=${value}`)).toEqual({ s: { key: [value, value] } });
  });

  it('keeps any password', () => {
    const special = fc.constantFrom('#', ';', '=', ':', '"', "'", '$', '[', ']', '\\', ' ', '\t');
    const password = fc
      .string({ unit: fc.oneof(special, fc.constantFrom('true', 'é', '🗝'), fc.string({ unit: 'binary', maxLength: 1 })) })
      .map((text) => text.replace(/[\r\n\0]/g, '').trim());
    fc.assert(
      fc.property(fc.array(password, { minLength: 1, maxLength: 4 }), fc.constantFrom('\n', '\r\n', '\r'), (passwords, end) => {
        const lines = ['[s]', ...passwords.map((value) => `password = ${value}`), '[other]', 'key = x'];
        expect(read(lines.join(end))).toEqual({ s: { password: passwords }, other: { key: ['x'] } });
      }),
      { seed: 20261122, numRuns: 500 },
    );
  });

  it('trims outer white space and may be empty', () => {
    expect(read('[s]\na =\t x y \t\nb =\nc=')).toEqual({ s: { a: ['x y'], b: [''], c: [''] } });
  });

  it('counts repeats per section, and adds up sections that are written twice', () => {
    const text = '[a]\nplugin = 1\n[b]\nplugin = 2\n[a]\nplugin = 3\nplugin[] = 4';
    expect(read(text)).toEqual({ a: { plugin: ['1', '3'], 'plugin[]': ['4'] }, b: { plugin: ['2'] } });
  });

  it('tells the line of each value and section', () => {
    const { sections } = parseIniFile(encode('# c\n[a]\nk = 1\n\n[b]\n[a]\nk = 2\n  more\n'));
    expect(sections.get('a')).toMatchObject({ line: 2 });
    expect(sections.get('a')?.keys.get('k')).toEqual([
      { value: '1', line: 3 },
      { value: '2\nmore', line: 7 },
    ]);
  });

  it('goes on with lines that start with white space, as oslo.config does', () => {
    expect(read('[s]\na = 1\n  2\n\t3\n\nb =\n  x\nc = y')).toEqual({ s: { a: ['1\n2\n3'], b: ['x'], c: ['y'] } });
  });
});

describe('keys and sections', () => {
  it('ends a key at the first = or :', () => {
    const expected = { s: { a: ['b:c'], 'a[0]': ['1'], d: ['e=f'], '"g"': ['h'], hooks_by_type: ['OS::Cinder::Volume:4'] } };
    expect(read('[s]\na = b:c\na[0] = 1\nd: e=f\n"g" = h\nhooks_by_type = OS::Cinder::Volume:4')).toEqual(expected);
  });

  it('takes a comment only at the start of a line', () => {
    expect(read('# c\n; c\n[s]\n#k = 1\nk = 1 # not a comment\nk2 = 2 ; neither')).toEqual({
      s: { k: ['1 # not a comment'], k2: ['2 ; neither'] },
    });
  });

  it('does not nest section names with dots, and takes odd names', () => {
    expect(read('[a.b]\nk = 1\n[a]\nk = 2\n[ c d ]\nk = 3\n["e"]\nk = 4\n[empty]')).toEqual({
      'a.b': { k: ['1'] },
      a: { k: ['2'] },
      'c d': { k: ['3'] },
      '"e"': { k: ['4'] },
      empty: {},
    });
  });

  it('takes names of Object.prototype for names', () => {
    const text = '[constructor]\ntoString = 1\nhasOwnProperty = 2\n[prototype]\nconstructor = 3';
    expect(read(text)).toEqual({ constructor: { toString: ['1'], hasOwnProperty: ['2'] }, prototype: { constructor: ['3'] } });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('takes a byte order mark, CRLF and CR', () => {
    expect(read('\uFEFF[s]\r\na = 1\r\n\r\nb = 2\rc = 3')).toEqual({ s: { a: ['1'], b: ['2'], c: ['3'] } });
  });
});

describe('bad files', () => {
  it.each([
    ['key = 1', 1, 'before any section'],
    ['[s]\njust words', 2, 'no "key = value"'],
    ['[s]\n = 1', 2, 'starts with white space'],
    ['[s]\n= 1', 2, 'no key'],
    ['[s\nk = 1', 1, 'end with "]"'],
    ['[s] # comment', 1, 'end with "]"'],
    ['[ ]', 1, 'no name'],
    ['  [s]', 1, 'white space'],
    ['[s]\na = 1\n\n  2', 4, 'there is none'],
    ['[s]\na = 1\n# c\n  2', 4, 'there is none'],
    ['[s]\na = 1\n  # c', 3, '"a"'],
    ['[__proto__]\npolluted = 1', 1, '__proto__'],
    ['[s]\n__proto__ = 1', 2, '__proto__'],
  ])('says what is wrong with %j', (text, line, reason) => {
    expect(badLines(text)[0]).toEqual({ line, reason: expect.stringContaining(reason) as string });
  });

  it('says all that is wrong, up to ten lines', () => {
    expect(badLines('x = 1\n[s\n[s]\nbad').map(({ line }) => line)).toEqual([1, 2, 4]);
    expect(badLines('[s]\n' + 'bad\n'.repeat(50))).toHaveLength(10);
  });

  it('refuses what is no UTF-8 text, and names the line', () => {
    const junk = [
      [...encode('[s]\na = 1\nb = '), 0xff, 0xfe, 0x0a],
      [...encode('[s]\na = 1\nb = '), 0xc3],
      [...encode('[s]\na = 1\nb = \0')],
    ];
    for (const bytes of junk) expect(badLines(Uint8Array.from(bytes))).toEqual([{ line: 3, reason: 'it is not UTF-8 text' }]);
    expect(badLines(Buffer.from('[s]\na = 1', 'utf16le'))).toEqual([{ line: 1, reason: 'it is not UTF-8 text' }]);
  });

  it('reads a large file whole', () => {
    const text = '[s]\n' + Array.from({ length: 50_000 }, (_, index) => `key${index} = ${index}`).join('\n');
    expect(parseIniFile(encode(text)).sections.get('s')?.keys.size).toBe(50_000);
  });
});
