// SPDX-License-Identifier: Apache-2.0
// structuredClone. The expected values are Node's.
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

const clone = structuredClone;
for (const value of [1, -0, 'text', '\ud800', true, null, undefined, 10n ** 30n, NaN, Infinity]) {
  is(Object.is(clone(value), value), true, String(value));
}
is(clone({ a: 1, b: [2, { c: 3 }], u: undefined }), { a: 1, b: [2, { c: 3 }] });
is('u' in clone({ u: undefined }), true);
const holes = clone([1, , 3, ,]);
is(holes.length, 4);
is(1 in holes, false);
is(3 in holes, false);
const named = Object.assign([1], { name: 'x' });
is(clone(named).name, 'x');
is(Object.keys(clone({ 2: 'a', 1: 'b', z: 0, y: 0 })), ['1', '2', 'z', 'y']);
is(clone({ get x() { return 4; } }), { x: 4 });
is(Object.keys(clone({ [Symbol('s')]: 1, k: 2 })), ['k']);
is(Object.keys(clone(Object.defineProperty({}, 'hidden', { value: 1 }))), []);
class Point { constructor() { this.x = 1; } }
is(Object.getPrototypeOf(clone(new Point())) === Object.prototype, true);
is(clone(new Point()), { x: 1 });
is(Object.getPrototypeOf(clone(Object.create(null))) === Object.prototype, true);
is(Object.hasOwn(clone(JSON.parse('{"__proto__":1}')), '__proto__'), true);

const cycle = { list: [] };
cycle.self = cycle;
cycle.list.push(cycle.list);
const copy = clone(cycle);
is(copy !== cycle, true);
is(copy.self === copy, true);
is(copy.list[0] === copy.list, true);
const shared = { s: 1 };
const twice = clone([shared, shared]);
is(twice[0] === twice[1], true);
is(twice[0] === shared, false);

const map = clone(new Map([['a', shared], [shared, 'b'], [NaN, 1]]));
is(map instanceof Map, true);
is(map.size, 3);
is(map.get(map.get('a')), 'b');
is(map.get(NaN), 1);
const set = clone(new Set([1, shared, 'x']));
is(set.size, 3);
is([...set][1], { s: 1 });
const selfMap = new Map();
selfMap.set('me', selfMap);
is(clone(selfMap).get('me') instanceof Map, true);
is(clone(new Date(5)).getTime(), 5);
is(clone(new Date(NaN)).getTime(), NaN);
const pattern = /a\/b/giu;
pattern.lastIndex = 3;
is(clone(pattern).source, 'a\\/b');
is(clone(pattern).flags, 'giu');
is(clone(pattern).lastIndex, 0);
is(typeof clone(Object(1)), 'object');
is(clone(Object(1)) + 1, 2);
is(`${clone(Object('s'))}`, 's');
is(clone(Object(false)).valueOf(), false);
is(clone(Object(3n)).valueOf() === 3n, true);

const error = new RangeError('m', { cause: { a: 1 } });
error.extra = 1;
const failure = clone(error);
is(failure instanceof RangeError, true);
is(failure.name, 'RangeError');
is(failure.message, 'm');
is(failure.stack, error.stack);
is(failure.cause, { a: 1 });
is('extra' in failure, false);
is(Object.keys(failure), []);
const custom = Object.assign(new TypeError('x'), { name: 'Custom' });
is(clone(custom).name, 'Error');
is(clone(custom) instanceof TypeError, false);
is('message' in clone(new Error()), true);
is(Object.hasOwn(clone(new Error()), 'message'), false);

for (const Type of [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
  Float32Array, Float64Array]) {
  const array = clone(Type.of(1, 2, 250));
  is(array.constructor.name, Type.name);
  is([...array], [...Type.of(1, 2, 250)], Type.name);
}
is([...clone(BigInt64Array.of(-1n))].join(), '-1');
const buffer = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8).buffer;
const views = clone([new Uint8Array(buffer, 2, 3), new Uint16Array(buffer), new DataView(buffer, 1, 4), buffer]);
is([...views[0]], [3, 4, 5]);
is(views[0].byteOffset, 2);
is(views[0].buffer === views[1].buffer, true);
is(views[2].buffer === views[3], true);
is(views[2].byteLength, 4);
is(views[2].getUint8(0), 2);
views[3] !== buffer && is(new Uint8Array(buffer)[0], 1);

const moved = new ArrayBuffer(4);
new Uint8Array(moved)[0] = 9;
const [got, view] = clone([moved, new Uint8Array(moved)], { transfer: [moved] });
is(moved.byteLength, 0);
is(got.byteLength, 4);
is(view[0], 9);
is(view.buffer === got, true);
fails(() => clone(moved), 'DataCloneError', 'detached');
const again = new ArrayBuffer(1);
fails(() => clone(again, { transfer: [again, again] }), 'DataCloneError', 'twice');
fails(() => clone({ f() {} }, { transfer: [again] }), 'DataCloneError');
const isNode = typeof process === 'object' && Boolean(process.versions?.v8);
if (!isNode) is(again.byteLength, 1, 'a failed clone transfers nothing'); // Node 20 errs here

for (const bad of [() => 1, Symbol('s'), { deep: [{ f() {} }] }, new Map([[1, Symbol('x')]]), Promise.resolve(),
  new WeakMap(), new WeakSet(), new WeakRef({}), new Proxy({}, {}), (function* g() {}()), [].values(), class {}]) {
  fails(() => clone(bad), 'DataCloneError', String(Object.prototype.toString.call(bad)));
}
fails(() => clone(), 'TypeError');
fails(() => clone(1, 2), 'TypeError');
fails(() => clone({ get x() { throw new RangeError('mine'); } }), 'RangeError');
try {
  clone(() => 1);
} catch (e) {
  is(e instanceof DOMException, true);
  is(e.code, 25);
  is(e.message, '() => 1 could not be cloned.');
}
let deep = null;
for (let i = 0; i < 1000; i++) deep = { deep };
let depth = 0;
for (let at = clone(deep); at; at = at.deep) depth++;
is(depth, 1000);
const big = Array.from({ length: 20000 }, (_, i) => ({ i }));
is(clone(big)[19999].i, 19999);

console.log(`ok ${checks} checks`);
