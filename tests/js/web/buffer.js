// SPDX-License-Identifier: Apache-2.0
// Buffer. The expected values are Node's.
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

const { Buffer: Same } = require('node:buffer');
is(Same === Buffer, true);
const texts = [['héé€', 'utf8'], ['héé', 'latin1'], ['abc', 'ascii'], ['00ff10', 'hex'], ['AAEC/w==', 'base64'],
  ['-_-_', 'base64url'], ['aé😀', 'utf16le'], ['', 'hex'], ['', 'utf8'], ['\ufeffa', 'utf8']];
for (const [text, encoding] of texts) is(Buffer.from(text, encoding).toString(encoding), text, `${text} ${encoding}`);
is([...Buffer.from('é€')], [195, 169, 226, 130, 172]);
is([...Buffer.from('zz', 'hex')], []);
is([...Buffer.from('00fg11', 'hex')], [0]);
is([...Buffer.from('abc', 'hex')], [171]);
is([...Buffer.from('YW Jj\n=garbage', 'base64')], [97, 98, 99]);
is([...Buffer.from('YWJ', 'base64')], [97, 98]);
is([...Buffer.from('Y', 'base64')], []);
is([...Buffer.from('_-8', 'base64')], [255, 239]);
is([...Buffer.from('€', 'latin1')], [172]);
is(Buffer.from([0x80, 0xff]).toString('ascii'), '\0\x7f');
is(Buffer.from([0xff]).toString(), '\ufffd');
is([...Buffer.from([1, 256, -1, 2.9, '5'])], [1, 0, 255, 2, 5]);
is([...Buffer.from({ length: 2, 0: 7, 1: 8 })], [7, 8]);
is([...Buffer.from(JSON.parse(JSON.stringify(Buffer.from('hi'))))], [104, 105]);
is(`${Buffer.from(new String('abc'))}`, 'abc');
const shared = Uint8Array.of(1, 2, 3, 4).buffer;
const view = Buffer.from(shared, 1, 2);
view[0] = 9;
is([...new Uint8Array(shared)], [1, 9, 3, 4]);
const copied = Buffer.from(view);
copied[0] = 1;
is(view[0], 9);
for (const bad of [5, null, undefined, true, Symbol('a')]) fails(() => Buffer.from(bad), 'TypeError', String(bad));
fails(() => Buffer.from('a', 'nope'), 'TypeError');
fails(() => Buffer.from('a').toString('nope'), 'TypeError');
fails(() => Buffer.alloc('5'), 'TypeError');
fails(() => Buffer.alloc(-1), 'RangeError');
is([...Buffer.alloc(3)], [0, 0, 0]);
is([...Buffer.alloc(5, 'ab')], [97, 98, 97, 98, 97]);
is([...Buffer.alloc(2, 7)], [7, 7]);
is(Buffer.allocUnsafe(4).length, 4);
is(Buffer.byteLength('é€'), 5);
is(Buffer.byteLength('00ff', 'hex'), 2);
is(Buffer.byteLength(new Uint8Array(3)), 3);
is(Buffer.concat([Buffer.from('ab'), Uint8Array.of(99)]).toString(), 'abc');
is([...Buffer.concat([Buffer.from('abcd')], 2)], [97, 98]);
is([...Buffer.concat([Buffer.from('a')], 3)], [97, 0, 0]);
is(Buffer.isBuffer(Buffer.from('')), true);
is(Buffer.isBuffer(new Uint8Array(1)), false);
is(Buffer.isEncoding('UTF-8'), true);
is(Buffer.isEncoding('x'), false);
is(Buffer.compare(Buffer.from('a'), Buffer.from('b')), -1);

const b = Buffer.from('hello world');
is(b instanceof Uint8Array, true);
is(b.toString('utf8', 6), 'world');
is(b.toString('utf8', 0, 5), 'hello');
is(b.toString('utf8', -3, 99), 'hello world');
is(b.subarray(0, 2).toString(), 'he');
is(b.slice(-5).toString(), 'world');
is(Buffer.isBuffer(b.slice(1)), true);
is(b.equals(Buffer.from('hello world')), true);
is(b.equals(Buffer.from('hello')), false);
is(b.indexOf('o'), 4);
is(b.indexOf('o', 5), 7);
is(b.indexOf('world'), 6);
is(b.indexOf(Buffer.from('wor')), 6);
is(b.indexOf(111), 4);
is(b.indexOf('zzz'), -1);
is(b.indexOf('d', -1), 10);
is(b.lastIndexOf('o'), 7);
is(b.includes('llo'), true);
is(b.includes('xyz'), false);
is(JSON.stringify(Buffer.from('a')), '{"type":"Buffer","data":[97]}');
const target = Buffer.alloc(4);
is(Buffer.from('abcdef').copy(target, 1, 2), 3);
is([...target], [0, 99, 100, 101]);
const w = Buffer.alloc(6);
is(w.write('abc', 1), 3);
is(w.write('€€', 4), 0);
is(w.write('ff', 0, 'hex'), 1);
is([...w], [255, 97, 98, 99, 0, 0]);
is([...Buffer.alloc(4).fill('xy')], [120, 121, 120, 121]);
is([...Buffer.alloc(3).fill(1, 1)], [0, 1, 1]);

const n = Buffer.alloc(8);
is(n.writeUInt16BE(0x1234, 0), 2);
is(n.readUInt16LE(0), 0x3412);
is(n.readUint16BE(), 0x1234);
n.writeInt32LE(-2, 4);
is(n.readInt32LE(4), -2);
is(n.readUInt32LE(4), 4294967294);
is(n.writeDoubleBE(1.5), 8);
is(n.readDoubleBE(0), 1.5);
n.writeFloatLE(0.5, 0);
is(n.readFloatLE(0), 0.5);
n.writeBigUInt64LE(2n ** 63n);
is(n.readBigUInt64LE() === 2n ** 63n, true);
is(n.readBigInt64LE() === -(2n ** 63n), true);
n.writeUInt8(255);
is(n.readInt8(), -1);
is(Buffer.from([1, 2, 3]).readUIntBE(0, 3), 66051);
is(Buffer.from([255, 255, 255]).readIntLE(0, 3), -1);
for (const run of [() => n.readUInt32LE(5), () => n.readUInt8(8), () => n.readUInt8(-1), () => n.writeUInt8(256),
  () => n.writeInt8(-129), () => n.writeUInt16LE(1, 7), () => n.readUInt8(1.5)]) fails(run, 'RangeError');
is(b.map((byte) => byte).toString(), 'hello world');
const inspect = Symbol.for('nodejs.util.inspect.custom');
is(Buffer.from([0, 255])[inspect](), '<Buffer 00 ff>');

is(Buffer.alloc(52)[inspect]().endsWith('00 ... 2 more bytes>'), true);

console.log(`ok ${checks} checks`);
