// SPDX-License-Identifier: Apache-2.0
// PluralRules, ListFormat, RelativeTimeFormat, Collator and localeCompare, for English. The expected values are Node's.
let checks = 0;
const show = (value) => (typeof value === 'string' ? value : JSON.stringify(value) ?? String(value));
function is(actual, expected, what = '') {
  checks++;
  if (typeof actual === typeof expected && show(actual) === show(expected)) return;
  throw new Error(`${what}: got ${show(actual)}, expected ${show(expected)}`);
}
function fails(run, name, what = `${run}`) {
  checks++;
  try {
    run();
  } catch (error) {
    if (error.name === name) return;
    throw new Error(`${what}: threw ${error.name} (${error.message}), expected ${name}`);
  }
  throw new Error(`${what}: did not throw ${name}`);
}

const ordinal = new Intl.PluralRules('en', { type: 'ordinal' });
is([0, 1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 101, 111, 1.5].map((n) => ordinal.select(n)), ['other', 'one', 'two', 'few', 'other', 'other', 'other', 'other', 'one', 'two', 'few', 'one', 'other', 'other']);
is([0, 1, 2, 1.5, -1, NaN, Infinity].map((n) => new Intl.PluralRules('en').select(n)), ['other', 'one', 'other', 'other', 'one', 'other', 'other']);
is(new Intl.PluralRules('en', { minimumFractionDigits: 1 }).select(1), 'other');
is(new Intl.PluralRules('en', { maximumFractionDigits: 0 }).select(1.2), 'one');
fails(() => new Intl.PluralRules('en', { type: 'x' }), 'RangeError');
fails(() => Intl.PluralRules('en'), 'TypeError', 'PluralRules without new');

// [type, style, texts of no, one, two and three items]
const lists = [
  ['conjunction', 'long', ['', 'A', 'A and B', 'A, B, and C']],
  ['conjunction', 'short', ['', 'A', 'A & B', 'A, B, & C']],
  ['conjunction', 'narrow', ['', 'A', 'A, B', 'A, B, C']],
  ['disjunction', 'long', ['', 'A', 'A or B', 'A, B, or C']],
  ['disjunction', 'short', ['', 'A', 'A or B', 'A, B, or C']],
  ['disjunction', 'narrow', ['', 'A', 'A or B', 'A, B, or C']],
  ['unit', 'long', ['', 'A', 'A, B', 'A, B, C']],
  ['unit', 'short', ['', 'A', 'A, B', 'A, B, C']],
  ['unit', 'narrow', ['', 'A', 'A B', 'A B C']],
];
for (const [type, style, texts] of lists) {
  texts.forEach((text, n) => {
    is(new Intl.ListFormat('en', { type, style }).format(['A', 'B', 'C'].slice(0, n)), text, `${type} ${style} ${n}`);
  });
}
is(new Intl.ListFormat('en').format(new Set(['x', 'y'])), 'x and y');
is(new Intl.ListFormat('en').formatToParts(['a', 'b']).map((part) => part.type), ['element', 'literal', 'element']);
fails(() => new Intl.ListFormat('en').format([1]), 'TypeError');
fails(() => new Intl.ListFormat('en', { style: 'x' }), 'RangeError');

// [style, numeric, value, unit, text]
const times = [
  ['long', 'always', -1, 'second', '1 second ago'],
  ['long', 'always', -5, 'minute', '5 minutes ago'],
  ['long', 'always', 1, 'hour', 'in 1 hour'],
  ['long', 'always', -2, 'day', '2 days ago'],
  ['long', 'always', 3, 'week', 'in 3 weeks'],
  ['long', 'always', 1, 'months', 'in 1 month'],
  ['long', 'always', 2, 'quarter', 'in 2 quarters'],
  ['long', 'always', -1, 'year', '1 year ago'],
  ['long', 'always', 1.5, 'day', 'in 1.5 days'],
  ['long', 'always', 1234, 'day', 'in 1,234 days'],
  ['long', 'always', -0, 'day', '0 days ago'],
  ['long', 'auto', -1, 'day', 'yesterday'],
  ['long', 'auto', 0, 'day', 'today'],
  ['long', 'auto', 1, 'day', 'tomorrow'],
  ['long', 'auto', 2, 'day', 'in 2 days'],
  ['long', 'auto', -1, 'week', 'last week'],
  ['long', 'auto', 1, 'month', 'next month'],
  ['long', 'auto', 0, 'hour', 'this hour'],
  ['long', 'auto', 0, 'second', 'now'],
  ['long', 'auto', 1, 'hour', 'in 1 hour'],
  ['short', 'always', -1, 'second', '1 sec. ago'],
  ['short', 'always', -5, 'minute', '5 min. ago'],
  ['short', 'always', 1, 'hour', 'in 1 hr.'],
  ['short', 'always', -2, 'day', '2 days ago'],
  ['short', 'always', 3, 'week', 'in 3 wk.'],
  ['short', 'always', 1, 'months', 'in 1 mo.'],
  ['short', 'always', 2, 'quarter', 'in 2 qtrs.'],
  ['short', 'always', -1, 'year', '1 yr. ago'],
  ['short', 'always', 1.5, 'day', 'in 1.5 days'],
  ['short', 'always', 1234, 'day', 'in 1,234 days'],
  ['short', 'always', -0, 'day', '0 days ago'],
  ['short', 'auto', -1, 'day', 'yesterday'],
  ['short', 'auto', 0, 'day', 'today'],
  ['short', 'auto', 1, 'day', 'tomorrow'],
  ['short', 'auto', 2, 'day', 'in 2 days'],
  ['short', 'auto', -1, 'week', 'last wk.'],
  ['short', 'auto', 1, 'month', 'next mo.'],
  ['short', 'auto', 0, 'hour', 'this hour'],
  ['short', 'auto', 0, 'second', 'now'],
  ['short', 'auto', 1, 'hour', 'in 1 hr.'],
  ['narrow', 'always', -1, 'second', '1s ago'],
  ['narrow', 'always', -5, 'minute', '5m ago'],
  ['narrow', 'always', 1, 'hour', 'in 1h'],
  ['narrow', 'always', -2, 'day', '2d ago'],
  ['narrow', 'always', 3, 'week', 'in 3w'],
  ['narrow', 'always', 1, 'months', 'in 1mo'],
  ['narrow', 'always', 2, 'quarter', 'in 2q'],
  ['narrow', 'always', -1, 'year', '1y ago'],
  ['narrow', 'always', 1.5, 'day', 'in 1.5d'],
  ['narrow', 'always', 1234, 'day', 'in 1,234d'],
  ['narrow', 'always', -0, 'day', '0d ago'],
  ['narrow', 'auto', -1, 'day', 'yesterday'],
  ['narrow', 'auto', 0, 'day', 'today'],
  ['narrow', 'auto', 1, 'day', 'tomorrow'],
  ['narrow', 'auto', 2, 'day', 'in 2d'],
  ['narrow', 'auto', -1, 'week', 'last wk.'],
  ['narrow', 'auto', 1, 'month', 'next mo.'],
  ['narrow', 'auto', 0, 'hour', 'this hour'],
  ['narrow', 'auto', 0, 'second', 'now'],
  ['narrow', 'auto', 1, 'hour', 'in 1h'],
];
for (const [style, numeric, value, unit, text] of times) {
  is(new Intl.RelativeTimeFormat('en', { style, numeric }).format(value, unit), text, `${style} ${numeric} ${value} ${unit}`);
}
fails(() => new Intl.RelativeTimeFormat('en').format(1, 'fortnight'), 'RangeError');
fails(() => new Intl.RelativeTimeFormat('en').format(NaN, 'day'), 'RangeError');
is(new Intl.RelativeTimeFormat('en').formatToParts(-3, 'days'), [{ type: 'integer', value: '3', unit: 'day' }, { type: 'literal', value: ' days ago' }]);

const words = ['a', 'A', 'b', 'B', 'á', 'Á', 'z', 'Z', 'ä', 'ab', 'aB', 'Ab', '1', '10', '2', '_', '-', '.', ' ', 'é', 'e', 'E', 'f', '$', 'ß', 'ss', 'ñ', 'n', 'o', 'æ', 'ø', '日', 'я', 'α', 'co-op', 'coop', 'co op', 'I\'m', 'Im', 'resume', 'résumé', 'Resume', '@', '#', '~', '!', '?'];
const orders = [
  [undefined,
    '  _ - ! ? . @ # ~ $ 1 10 2 a A á Á ä ab aB Ab æ b B co op co-op coop e E é f I\'m Im n ñ o ø resume Resume résumé ss ß z Z α я 日'],
  [{ numeric: true },
    '  _ - ! ? . @ # ~ $ 1 2 10 a A á Á ä ab aB Ab æ b B co op co-op coop e E é f I\'m Im n ñ o ø resume Resume résumé ss ß z Z α я 日'],
  [{ sensitivity: 'base' },
    '  _ - ! ? . @ # ~ $ 1 10 2 a A á Á ä ab aB Ab æ b B co op co-op coop é e E f I\'m Im ñ n o ø resume résumé Resume ß ss z Z α я 日'],
  [{ sensitivity: 'accent' },
    '  _ - ! ? . @ # ~ $ 1 10 2 a A á Á ä ab aB Ab æ b B co op co-op coop e E é f I\'m Im n ñ o ø resume Resume résumé ss ß z Z α я 日'],
  [{ caseFirst: 'upper' },
    '  _ - ! ? . @ # ~ $ 1 10 2 A a Á á ä Ab aB ab æ B b co op co-op coop E e é f I\'m Im n ñ o ø Resume resume résumé ss ß Z z α я 日'],
  [{ ignorePunctuation: true },
    '_ - .   @ # ! ? ~ $ 1 10 2 a A á Á ä ab aB Ab æ b B co-op coop co op e E é f I\'m Im n ñ o ø resume Resume résumé ss ß z Z α я 日'],
];
for (const [options, expected] of orders) {
  is(words.toSorted(new Intl.Collator('en', options).compare).join(' '), expected, show(options));
}
is(words.toSorted((a, b) => a.localeCompare(b)).join(' '), orders[0][1]);
const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
is(ascii.toSorted(new Intl.Collator('en').compare).join(''), ' _-,;:!?.\'"()[]{}@*/\\&#%`^+<=>|~$0123456789aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrRsStTuUvVwWxXyYzZ');

const pairs = [['a', 'A'], ['a', 'á'], ['a', 'b'], ['a', 'Á'], ['ß', 'ss'], ['co-op', 'coop'], ['', ''], ['', 'a'], ['a', 'ab'], ['item 10', 'item 9'], ['é', 'é'], ['Z', 'a'], ['10', '9']];
const sensitivities = [
  ['base', [0, 0, -1, 0, 0, -1, 0, -1, -1, -1, 0, 1, -1]],
  ['accent', [0, -1, -1, -1, 1, -1, 0, -1, -1, -1, 0, 1, -1]],
  ['case', [-1, 0, -1, -1, 0, -1, 0, -1, -1, -1, 0, 1, -1]],
  ['variant', [-1, -1, -1, -1, 1, -1, 0, -1, -1, -1, 0, 1, -1]],
];
for (const [sensitivity, expected] of sensitivities) {
  pairs.forEach(([a, b], i) => is(a.localeCompare(b, 'en', { sensitivity }), expected[i], `${a} ${b} ${sensitivity}`));
}
is('item 10'.localeCompare('item 9', undefined, { numeric: true }), 1);
is('a'.localeCompare(), -1);
fails(() => 'a'.localeCompare('b', 'x'), 'RangeError');
fails(() => new Intl.Collator('en', { sensitivity: 'x' }), 'RangeError');
fails(() => String.prototype.localeCompare.call(null, 'a'), 'TypeError');
is(Object.prototype.toString.call(Intl), '[object Intl]');
is(Object.prototype.toString.call(new Intl.ListFormat('en')), '[object Intl.ListFormat]');

console.log(`ok ${checks} checks`);
