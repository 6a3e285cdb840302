// SPDX-License-Identifier: Apache-2.0
// URL: parsing, parts, setters, errors. The expected values are Node's.
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

const parts = ['href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname',
  'search', 'hash'];
const rows = [
  ['https://user:pa%20ss@Example.COM:8080/a/../b?q=1#h', undefined,
    ['https://user:pa%20ss@example.com:8080/b?q=1#h', 'https://example.com:8080', 'https:', 'user', 'pa%20ss',
      'example.com:8080', 'example.com', '8080', '/b', '?q=1', '#h']],
  ['../b?q=1', 'https://example.org/a/c/d',
    ['https://example.org/a/b?q=1', 'https://example.org', 'https:', '', '', 'example.org', 'example.org', '',
      '/a/b', '?q=1', '']],
  ['http://exämple.de/ü?ö#ß', undefined,
    ['http://xn--exmple-cua.de/%C3%BC?%C3%B6#%C3%9F', 'http://xn--exmple-cua.de', 'http:', '', '',
      'xn--exmple-cua.de', 'xn--exmple-cua.de', '', '/%C3%BC', '?%C3%B6', '#%C3%9F']],
  ['file:///C:/x/../y', undefined,
    ['file:///C:/y', 'null', 'file:', '', '', '', '', '', '/C:/y', '', '']],
  ['mailto:a@b.c', undefined, ['mailto:a@b.c', 'null', 'mailto:', '', '', '', '', '', 'a@b.c', '', '']],
  ['http://[::1]:80/', undefined,
    ['http://[::1]/', 'http://[::1]', 'http:', '', '', '[::1]', '[::1]', '', '/', '', '']],
  ['http://0x7f.1/', undefined,
    ['http://127.0.0.1/', 'http://127.0.0.1', 'http:', '', '', '127.0.0.1', '127.0.0.1', '', '/', '', '']],
  ['//other.net/x', 'https://example.org/', ['https://other.net/x', 'https://other.net', 'https:', '', '',
    'other.net', 'other.net', '', '/x', '', '']],
  ['?only', 'https://example.org/p?old#h', ['https://example.org/p?only', 'https://example.org', 'https:', '',
    '', 'example.org', 'example.org', '', '/p', '?only', '']],
  ['data:text/plain,hi there', undefined, ['data:text/plain,hi there', 'null', 'data:', '', '', '', '', '',
    'text/plain,hi there', '', '']],
  ['  https://a.b/ c\t d\n ', undefined, ['https://a.b/%20c%20d', 'https://a.b', 'https:', '', '', 'a.b', 'a.b',
    '', '/%20c%20d', '', '']],
  ['ws://x:80/\ud800', undefined, ['ws://x/%EF%BF%BD', 'ws://x', 'ws:', '', '', 'x', 'x', '', '/%EF%BF%BD', '', '']],
];
for (const [input, base, expected] of rows) {
  const url = new URL(input, base);
  parts.forEach((part, i) => is(url[part], expected[i], `${input} ${part}`));
}

for (const bad of ['', 'x', '/a', 'http://', 'http://a b/', 'http://[::1', 'http://a:99999/', 'https://%/',
  'http://1.2.3.4.5.6/', 'http:// /', '//a', 'http://a<b']) {
  fails(() => new URL(bad), 'TypeError', `new URL(${bad})`);
  is(URL.canParse(bad), false, bad);
}
fails(() => new URL(), 'TypeError');
fails(() => new URL('/a', 'x'), 'TypeError');
fails(() => URL('http://a/'), 'TypeError', 'URL without new');
try {
  new URL('nope', 'http://a:b');
} catch (error) {
  is(error.code, 'ERR_INVALID_URL');
  is(error.message, 'Invalid URL');
  is(error.input, 'nope');
}
is(URL.canParse('../x', 'http://a/b/'), true);
is(URL.canParse('https://a/'), true);

const setters = [
  ['href', 'ftp://z/', 'ftp://z/'],
  ['protocol', 'http', 'http://u@h.x:81/p?q#f'],
  ['protocol', 'mailto', 'https://u@h.x:81/p?q#f'],
  ['username', 'a b', 'https://a%20b@h.x:81/p?q#f'],
  ['password', 'p:w', 'https://u:p%3Aw@h.x:81/p?q#f'],
  ['host', 'y.z:5', 'https://u@y.z:5/p?q#f'],
  ['hostname', 'Y.Z', 'https://u@y.z:81/p?q#f'],
  ['hostname', 'a b', 'https://u@h.x:81/p?q#f'],
  ['port', '443', 'https://u@h.x/p?q#f'],
  ['port', '12x', 'https://u@h.x:12/p?q#f'],
  ['port', '99999', 'https://u@h.x:81/p?q#f'],
  ['port', '', 'https://u@h.x/p?q#f'],
  ['pathname', 'a b/../c', 'https://u@h.x:81/c?q#f'],
  ['search', 'x=1 2', 'https://u@h.x:81/p?x=1%202#f'],
  ['search', '', 'https://u@h.x:81/p#f'],
  ['hash', 'é', 'https://u@h.x:81/p?q#%C3%A9'],
  ['hash', '', 'https://u@h.x:81/p?q'],
];
for (const [part, value, expected] of setters) {
  const url = new URL('https://u@h.x:81/p?q#f');
  url[part] = value;
  is(url.href, expected, `${part} = ${value}`);
}
fails(() => { new URL('http://a/').href = 'x'; }, 'TypeError');
const url = new URL('http://a/');
url.origin = 'http://b'; // no setter: ignored outside strict code
is(url.origin, 'http://a');
is(`${url}`, 'http://a/');
is(url.toString(), 'http://a/');
is(JSON.stringify({ url }), '{"url":"http://a/"}');
is(Object.prototype.toString.call(url), '[object URL]');
is(URL.length, 1);
is(URL.name, 'URL');
fails(() => Object.getOwnPropertyDescriptor(URL.prototype, 'href').get.call({}), 'TypeError');
class Page extends URL { get title() { return `page ${this.pathname}`; } }
is(new Page('http://a/b').title, 'page /b');
is(new Page('http://a/b') instanceof URL, true);

// searchParams and search follow each other
const linked = new URL('http://a/?x=1&y=2');
const params = linked.searchParams;
is(linked.searchParams === params, true);
params.append('z', '3 4');
is(linked.href, 'http://a/?x=1&y=2&z=3+4');
params.delete('x');
is(linked.search, '?y=2&z=3+4');
linked.search = '?n=9';
is(params.get('n'), '9');
is(params.has('y'), false);
linked.href = 'http://b/?m=1';
is([...params].join(), 'm,1');
params.delete('m');
is(linked.href, 'http://b/');
const orphan = new URL('http://a/?p=1').searchParams; // its URL is gone
orphan.append('q', '2');
is(`${orphan}`, 'p=1&q=2');

console.log(`ok ${checks} checks`);
