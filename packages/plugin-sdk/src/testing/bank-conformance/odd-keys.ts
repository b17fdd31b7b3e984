/** Keys that the contract allows and that a store may trip over. */
export const oddKeys: readonly string[] = [
  // Space and punctuation, of shells, addresses, patterns and other systems' paths.
  ...['a space', ' before', 'after ', 'two  spaces', 'a\u00a0b', 'a\u2028b'],
  ...['%', '%%', '%2F', '%2f', '%20', 'a%2Fb', 'a%zz', '100%', '+', 'a+b', 'a&b=c;d', '?', 'a?b=c', '#', 'a#b', 'a@b'],
  ...['*', '[a]', '{a}', '(a)', '<a>', '|', '!', '$HOME', '`a`', '"', "'", ',', '^', '=', '~', '~a', 'a~'],
  ...['back\\slash', '..\\a', 'C:', 'C:\\a', 'colon:b', 'a:b:c'],
  // Names that mean something elsewhere.
  ...['...', '..a', 'a..', 'a.', 'a..b', '.a', '-', '--help', 'con', 'nul', 'aux.txt', 'lost+found', 'tmp', '.tmp', 'a.tmp'],
  ...['.git', '.DS_Store', 'index.html', '__proto__', 'constructor', 'toString', 'null', 'undefined', '0', '-1', '1e3'],
  ...['~/a', '.../a', '..a/b', 'a../b', 'x/...', 'x/..a', 'con/a', '__proto__/a', '%2e%2e/a', '%00/a', 'http:/a', '-/-'],
  // Beyond ASCII: accents composed and not, other scripts, invisible marks, U+E000 to U+FFFF beside astral characters.
  ...['\u00e9', 'e\u0301', '\u00c5', 'A\u030a', '\u212b', '\u00df', '\u1e9e', '\u0130', 'i\u0307', '\u0131', '\ufb01'],
  ...['日本語', 'ключ', 'مفتاح', 'कुंजी', '\u200b', 'a\u200bb', '\u202eabc', '\ufeff', '\ufeffa', '\u1100\u1161', '\uac00'],
  ...['\ue000', '\uf8ff', '\ufffd', '\uffff', '\u{10000}', '\u{1f600}', '\u{1f468}\u200d\u{1f469}', '\u{10ffff}'],
  ...['é/è', '\ue000/a', '\u{1f600}/a', '\uffff/a'],
];

/** Keys of which two may be one and the same to a store that means well. */
export const similarKeys: readonly string[] = [
  ...['key', 'Key', 'KEY', 'kEY', 'KEY/a', 'key/a', 'key/A', 'kEy/a', '\u0130x', 'ix', 'Ix', '\u0131x', 'stra\u00dfe', 'strasse', 'STRASSE'],
  ...['caf\u00e9', 'cafe\u0301', 'cafe', '\u212b', '\u00c5', 'A\u030a', '\ufb01', 'fi', '\uff41', 'a'],
  ...['a.', 'a ', ' a', 'a\u00a0', 'a\u200b', 'a%20', 'a+', 'a%2f', 'a%2F', '%61', '%2561', 'a%', 'a\\', 'a,', 'a='],
  ...['01', '1', '1.0', '10', '+1'],
];
