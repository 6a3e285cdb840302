// SPDX-License-Identifier: Apache-2.0
// TextEncoder, TextDecoder, atob, btoa. The expected values are Node's.
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

const encode = (text) => [...new TextEncoder().encode(text)];
const decode = (bytes, label, options) => new TextDecoder(label, options).decode(Uint8Array.from(bytes));

is(encode(''), []);
is(encode(), []);
is(encode('aé€😀'), [97, 195, 169, 226, 130, 172, 240, 159, 152, 128]);
is(encode('\ud800x\udc00'), [239, 191, 189, 120, 239, 191, 189]);
is(encode(null), [110, 117, 108, 108]);
is(encode('\0'), [0]);
is(new TextEncoder().encoding, 'utf-8');
is(new TextEncoder().encode('a') instanceof Uint8Array, true);
fails(() => new TextEncoder().encode(Symbol('a')), 'TypeError');
fails(() => TextEncoder(), 'TypeError', 'TextEncoder without new');
const into = [
  ['abc', 2, { read: 2, written: 2 }],
  ['a€', 3, { read: 1, written: 1 }],
  ['a€', 4, { read: 2, written: 4 }],
  ['😀x', 4, { read: 2, written: 4 }],
  ['😀', 3, { read: 0, written: 0 }],
  ['\ud800', 3, { read: 1, written: 3 }],
  ['abc', 0, { read: 0, written: 0 }],
];
for (const [text, room, expected] of into) {
  is(new TextEncoder().encodeInto(text, new Uint8Array(room)), expected, `${text} into ${room}`);
}
fails(() => new TextEncoder().encodeInto('a', [1]), 'TypeError');

const utf8 = [
  [[], ''],
  [[104, 105], 'hi'],
  [[0xef, 0xbb, 0xbf, 97], 'a'],
  [[97, 0xef, 0xbb, 0xbf], 'a\ufeff'],
  [[0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80], 'é€😀'],
  [[0x80], '\ufffd'],
  [[0xff, 0x41], '\ufffdA'],
  [[0xc3], '\ufffd'],
  [[0xc3, 0x28], '\ufffd('],
  [[0xe2, 0x82], '\ufffd'],
  [[0xe2, 0x82, 0x41], '\ufffdA'],
  [[0xf0, 0x9f, 0x98], '\ufffd'],
  [[0xf0, 0x9f, 0x98, 0xf0], '\ufffd\ufffd'],
  [[0xc0, 0x80], '\ufffd\ufffd'],
  [[0xe0, 0x80, 0x80], '\ufffd\ufffd\ufffd'],
  [[0xed, 0xa0, 0x80], '\ufffd\ufffd\ufffd'],
  [[0xf4, 0x90, 0x80, 0x80], '\ufffd\ufffd\ufffd\ufffd'],
  [[0xf5, 0x80], '\ufffd\ufffd'],
  [[0xe1, 0x80, 0xc3, 0xa9], '\ufffdé'],
];
for (const [bytes, expected] of utf8) {
  is(decode(bytes), expected, `${bytes}`);
  if (expected.includes('\ufffd')) fails(() => decode(bytes, 'utf-8', { fatal: true }), 'TypeError', `fatal ${bytes}`);
}
is(decode([0xef, 0xbb, 0xbf, 97], 'utf-8', { ignoreBOM: true }), '\ufeffa');
is(decode([0x61, 0, 0xac, 0x20, 0x3d, 0xd8, 0, 0xde], 'utf-16le'), 'a€😀');
is(decode([0x61, 0], 'utf-16'), 'a');
is(decode([0xff, 0xfe, 0x61, 0], 'utf-16le'), 'a');
is(decode([0x3d, 0xd8, 0x61, 0], 'utf-16le'), '\ufffda');
is(decode([0, 0xde, 0x61], 'utf-16le'), '\ufffd\ufffd');
is(decode([0x20, 0xac], 'utf-16be'), '€');
fails(() => decode([0x61], 'utf-16le', { fatal: true }), 'TypeError');
is(decode([0xe9, 0x41, 0xa9], 'latin1'), 'éA©');
const isNode = typeof process === 'object' && Boolean(process.versions?.v8);
if (!isNode) { // Node 20 errs here
  is(decode([0x80, 0x9f], 'latin1'), '€Ÿ');
  is(decode([0x93, 0x94], 'ascii'), '“”');
}
is(new TextDecoder(' UTF8 ').encoding, 'utf-8');
is(new TextDecoder('iso-8859-1').encoding, 'windows-1252');
is(new TextDecoder('ucs-2').encoding, 'utf-16le');
fails(() => new TextDecoder('nope'), 'RangeError');
fails(() => new TextDecoder('utf-8\0'), 'RangeError');
is(new TextDecoder('utf-8', { fatal: 1 }).fatal, true);
is(new TextDecoder().fatal, false);
is(new TextDecoder('utf-8', { ignoreBOM: true }).ignoreBOM, true);

// streams: every cut of a text
const bytes = new TextEncoder().encode('\ufeffa€😀é');
for (let cut = 0; cut <= bytes.length; cut++) {
  const decoder = new TextDecoder();
  const text = decoder.decode(bytes.subarray(0, cut), { stream: true }) + decoder.decode(bytes.subarray(cut));
  is(text, 'a€😀é', `cut at ${cut}`);
}
const half = new TextDecoder();
is(half.decode(Uint8Array.of(0xe2, 0x82), { stream: true }), '');
is(half.decode(Uint8Array.of(0x41), { stream: true }), '\ufffdA');
is(half.decode(Uint8Array.of(0xf0), { stream: true }), '');
is(half.decode(), '\ufffd');
is(half.decode(Uint8Array.of(0x41)), 'A');
const wide = new TextDecoder('utf-16le');
is(wide.decode(Uint8Array.of(0x3d), { stream: true }), '');
is(wide.decode(Uint8Array.of(0xd8, 0x00), { stream: true }), '');
is(wide.decode(Uint8Array.of(0xde)), '😀');

// what may be decoded
const buffer = Uint8Array.of(97, 98, 99, 100).buffer;
is(new TextDecoder().decode(buffer), 'abcd');
is(new TextDecoder().decode(new DataView(buffer, 1, 2)), 'bc');
is(new TextDecoder().decode(new Uint16Array(buffer, 2, 1)), 'cd');
is(new TextDecoder().decode(), '');
for (const bad of ['abc', 5, {}, null, [1]]) fails(() => new TextDecoder().decode(bad), 'TypeError', show(bad));
fails(() => new TextDecoder('utf-8', 5), 'TypeError');
fails(() => TextDecoder.prototype.decode.call({}), 'TypeError');

const base64 = [['', ''], ['a', 'YQ=='], ['ab', 'YWI='], ['abc', 'YWJj'], ['\xff\xfe\0', '//4A']];
for (const [text, encoded] of base64) {
  is(btoa(text), encoded, `btoa ${encoded}`);
  is(atob(encoded), text, `atob ${encoded}`);
}
is(atob(' Y Q\n'), 'a');
is(atob('YWI'), 'ab');
for (const bad of ['a', '=', 'YQ=', 'Y===', 'YQ==x', '@@@@', 'é']) fails(() => atob(bad), 'InvalidCharacterError', bad);
fails(() => btoa('€'), 'InvalidCharacterError');
is(btoa(12), 'MTI=');
const long = 'xyzé'.repeat(20000);
is(new TextDecoder().decode(new TextEncoder().encode(long)) === long, true);

console.log(`ok ${checks} checks`);
