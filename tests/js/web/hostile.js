// SPDX-License-Identifier: Apache-2.0
// Attacks on the parts of the web platform that are in C: wrong receivers, values that change under a
// call, detached buffers, cycles, large inputs. Nothing may crash or answer with what it should not.
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

const collect = () => { // enough garbage for the collector to run
  let list = [];
  for (let i = 0; i < 20000; i++) list = [list.length > 100 ? [] : list];
};

// every member of a native class, called on everything it is not for
const receivers = [undefined, null, 0, 'text', Symbol('s'), {}, [], () => 1, new Map(), Object.create(URL.prototype),
  new Proxy({}, {}), new Uint8Array(2), Object.create(null)];
const classes = [URL, URLSearchParams, TextDecoder];
for (const cls of classes) {
  const own = Object.getOwnPropertyDescriptors(cls.prototype);
  for (const [name, descriptor] of Object.entries(own)) {
    if (name === 'constructor') continue;
    const calls = [descriptor.value, descriptor.get, descriptor.set].filter((f) => typeof f === 'function');
    for (const call of calls) {
      for (const receiver of receivers) {
        fails(() => call.call(receiver, 'a', 'b'), 'TypeError', `${cls.name}.${name} on ${typeof receiver}`);
      }
      for (const other of classes.filter((c) => c !== cls)) {
        const instance = other === URL ? new URL('http://a/') : new other();
        fails(() => call.call(instance, 'a', 'b'), 'TypeError', `${cls.name}.${name} on ${other.name}`);
      }
    }
  }
}
const { next } = Object.getPrototypeOf(new URLSearchParams().keys());
for (const receiver of receivers) fails(() => next.call(receiver), 'TypeError');

// constructors whose new.target lies
for (const cls of [URL, URLSearchParams, TextEncoder]) {
  const arg = cls === URL ? 'http://a/' : undefined;
  is(Object.getPrototypeOf(Reflect.construct(cls, [arg], Array)) === Array.prototype, true);
  const target = new Proxy(function () {}, { get() { throw new RangeError('mine'); } });
  fails(() => Reflect.construct(cls, [arg], target), 'RangeError');
  const odd = function () {}.bind();
  is(Reflect.construct(cls, [arg], odd) instanceof cls, true);
}

// arguments that throw or change things while they are read
const thrower = { toString() { throw new RangeError('mine'); } };
fails(() => new URL(thrower), 'RangeError');
fails(() => new URL('http://a/', thrower), 'RangeError');
fails(() => new URLSearchParams([['a', thrower]]), 'RangeError');
fails(() => new URLSearchParams({ get a() { throw new RangeError('mine'); } }), 'RangeError');
fails(() => new TextEncoder().encode(thrower), 'RangeError');
fails(() => new TextDecoder(thrower), 'RangeError');
fails(() => new TextDecoder('utf-8', { get fatal() { throw new RangeError('mine'); } }), 'RangeError');
const host = new URL('http://a/?x=1');
const meddler = { toString() { host.search = '?y=2'; host.searchParams.append('z', '3'); return 'b'; } };
host.searchParams.append('q', meddler);
is(host.search, '?y=2&z=3&q=b');
host.href = { toString() { host.href = 'http://first/'; return 'http://second/'; } };
is(host.href, 'http://second/');

// buffers that go away
const gone = new Uint8Array(16);
structuredClone(gone.buffer, { transfer: [gone.buffer] });
is(gone.length, 0);
is(new TextEncoder().encodeInto('abc', gone), { read: 0, written: 0 });
is(new TextDecoder().decode(gone), '');
const view = new DataView(new ArrayBuffer(8));
structuredClone(0, { transfer: [view.buffer] });
fails(() => new TextDecoder().decode(view), 'TypeError');
fails(() => structuredClone(view), 'TypeError');
const stolen = new ArrayBuffer(64);
fails(() => structuredClone({ get x() { stolen.transfer(); return new Uint8Array(stolen); } }), 'TypeError');
const loses = new Uint8Array(1 << 16);
const late = { get stream() { structuredClone(0, { transfer: [loses.buffer] }); return true; } };
is(new TextDecoder().decode(loses, late), '');
const into = new Uint8Array(8);
const shrinks = { toString() { structuredClone(0, { transfer: [into.buffer] }); return 'abcdefgh'; } };
is(new TextEncoder().encodeInto(shrinks, into), { read: 0, written: 0 });
const flexible = new ArrayBuffer(8, { maxByteLength: 64 });
const tracking = new Uint8Array(flexible);
flexible.resize(2);
is(structuredClone(tracking).length, 2);
is(structuredClone(flexible).maxByteLength, 64);
const fixed = new Uint8Array(new ArrayBuffer(8, { maxByteLength: 8 }), 4);
fixed.buffer.resize(2);
is(new TextDecoder().decode(fixed), '');

// structuredClone of things that change while it runs
const growing = new Map();
growing.set('a', { get x() { if (growing.size < 50) growing.set(growing.size, this); return 1; } });
is(structuredClone(growing) instanceof Map, true);
const vanishing = { get a() { delete this.b; return 1; }, b: 2, c: 3 };
is(structuredClone(vanishing), { a: 1, c: 3 });
const shorter = [{ get x() { shorter.length = 1; return 1; } }, 2, 3];
is(Array.isArray(structuredClone(shorter)), true);
const liar = new Date(5);
liar.getTime = () => 99;
is(structuredClone(liar).getTime(), 5);
const wrapper = Object(5);
wrapper.valueOf = () => 7;
is(Number(structuredClone(wrapper)), 5);
class Fake extends Map { entries() { throw new Error('no'); } get size() { return -1; } }
is(structuredClone(new Fake([[1, 2]])).get(1), 2);
fails(() => structuredClone(new Proxy([], {})), 'DataCloneError');
fails(() => structuredClone(Object.defineProperty(new Error('x'), 'name', { get() { throw new RangeError('mine'); } })), 'RangeError');
is(structuredClone(Object.assign(new Error('x'), { name: Symbol.iterator.description })).name, 'Error');
const originalSet = Map.prototype.set;
Map.prototype.set = () => { throw new Error('replaced'); };
is(structuredClone(new Map([])).size, 0);
const cloned = structuredClone(originalSet.call(new Map(), 'k', 'v'));
Map.prototype.set = originalSet;
is(cloned.get('k'), 'v');

// cycles through native objects, collected
for (let i = 0; i < 200; i++) {
  const url = new URL('http://a/?b=c');
  url.searchParams.back = url;
  url.me = url;
  const iterator = url.searchParams.entries();
  iterator.owner = url;
  url.iterator = iterator;
}
collect();
const kept = [];
for (let i = 0; i < 100; i++) kept.push(new URL(`http://a/?n=${i}`).searchParams);
collect();
kept.forEach((params, i) => { params.append('m', i); is(params.get('n'), String(i)); });
const orphans = kept.map((params) => params.keys());
kept.length = 0;
collect();
is(orphans[7].next().value, 'n');

// sizes
const long = 'a'.repeat(1 << 20);
is(new URL(`http://h/${long}`).pathname.length, (1 << 20) + 1);
is(new URLSearchParams(`k=${long}`).get('k').length, 1 << 20);
is(new TextDecoder('utf-16le').decode(new Uint8Array(1 << 20)).length, 1 << 19);
is(new TextDecoder().decode(new Uint8Array(1 << 16).fill(0x80)).length, 1 << 16);
is(new URLSearchParams('&'.repeat(100000)).size, 0);
is(new URLSearchParams('a&'.repeat(10000)).size, 10000);
fails(() => new URL(`http://${'a.'.repeat(70000)}`.padEnd(200000, '[')), 'TypeError');
fails(() => new TextDecoder('x'.repeat(100000)), 'RangeError');
let deep = [];
for (let i = 0; i < 100000; i++) deep = [deep];
let depth = 0;
for (let at = structuredClone(deep); at.length; [at] = at) depth++;
is(depth, 100000);
const wide = {};
for (let i = 0; i < 5000; i++) wide[`k${i}`] = { i };
is(Object.keys(structuredClone(wide)).length, 5000);
is('\u0301'.repeat(5000).localeCompare('a'), -1);
is('a'.localeCompare(`a${'\u0301'.repeat(5000)}`) < 0, true);
is('0'.repeat(5000).localeCompare('0', 'en', { numeric: true }), 0);
is(`1${'0'.repeat(500)}`.localeCompare(`9${'0'.repeat(499)}`, 'en', { numeric: true }), 1);
is('\0\x01'.localeCompare(''), 0);

// numbers and dates at their limits
is((1.7976931348623157e308).toLocaleString().length, 411);
is((5e-324).toLocaleString('en-US', { maximumSignificantDigits: 3 }).startsWith('0.000'), true);
is((1).toLocaleString('en-US', { minimumFractionDigits: 100 }).length, 102);
is((10n ** 1000n).toLocaleString().length, 1334);
is(new Date(8.64e15).toLocaleDateString(), '9/13/275760');
is(new Date(-8.64e15).toLocaleDateString(), '4/20/271822');
fails(() => new Intl.NumberFormat('en', { get style() { throw new RangeError('mine'); } }), 'RangeError');
fails(() => new Intl.NumberFormat(`en-${'a'.repeat(100000)}`), 'RangeError');

console.log(`ok ${checks} checks`);
