// SPDX-License-Identifier: Apache-2.0
// What console prints. inspect.out is Node's output for this file.
class Foo { constructor() { this.a = 1; } get x() { return 1; } } class Bar extends Foo {}
const circ = { name: 'c', arr: [1] }; circ.self = circ; circ.arr.push(circ.arr);
function fn() {} fn.prop = 1; async function af() {} function* gf() {} const arrow = () => {};
const cases = [1, -0, 'top', ["s'q", 'a"b', "it's \"q\"", 'new\nline'], null, undefined, true,
  10n, Symbol('x'), {}, [], { a: 1, b: 'x', 'c-d': 2, [Symbol('s')]: 3 },
 { a: { b: { c: { d: 1 } } } }, [[[[1]]]], new Foo(), new Bar(), Foo, Bar, fn, af, gf, arrow,
  class {}, new Map([['a', 1], [{ x: 1 }, [1, 2]]]), new Set([1, 'x', { a: 1 }]), new Map(),
  new Set(), circ,
 Array.from({ length: 10 }, (_, i) => i), Array.from({ length: 120 }, (_, i) => i * 3),
  Array.from({ length: 27 }, (_, i) => 'item' + i), [1, , 3], [, , ,], Object.assign([1, 2],
  { extra: 'y' }),
 new Date(0), new Date(NaN), /a\/b/gi, new Uint8Array([1, 2, 3]), new Float64Array(2),
  new ArrayBuffer(4), new DataView(new ArrayBuffer(2)), Promise.resolve(5), new Promise(() => {}),
  new WeakMap(), new WeakSet(),
 Object.create(null), Object.assign(Object.create(null), { a: 1 }), new Number(3),
  new String('abc'), Object(Symbol('b')), Object(1n), { get g() { return 1; }, set g(v) {},
  get h() { return 2; }, set i(v) {} },
 { long: 'a'.repeat(60), other: 'b'.repeat(30) }, { f() {}, g: () => 1, h: class A {} }, [{ id: 1,
  name: 'Alice', tags: ['x', 'y'] }, { id: 2, name: 'Bob', tags: [] }],
 { users: [{ id: 1, name: 'Alice', address: { city: 'X', geo: { lat: 1 } } }], total: 1,
  meta: { page: 1, next: null, prev: undefined } }, ['a'.repeat(80)], 'x\ny',
  ['multi\nline string that is quite long, long enough to exceed the break length of eighty'],
 new (class extends Array {})(3), new (class MyMap extends Map {})([[1, 2]]),
  globalThis.process ? 0 : 0, [undefined, null], [1.5, 2.25, -3], { a: [1, 2, 3, { b: 1 }] },
  Array(200).fill('ab'), [[1, 2, [3, 4, [5, [6]]], { a: { b: { c: {} } } }]], Math, JSON,
  new Proxy({ a: 1 }, {}), new Proxy([1], {}), [1n, 2n, 3n, 4n, 5n, 6n, 7n], Object(true),
  [function () {}, class {}], { u: undefined, n: null, 1: 2, '01': 3 }, 'a'.repeat(3),
  ['a\u0000\x1b'], { 'key with space': 1, valid_id: 2, $dollar: 3, 'ünï': 4 },
 Array.from({length: 7}, (_, i) => ({ id: i })), Array.from({length: 30}, (_, i) => 1.5 * i),
  Array.from({ length: 8 }, (_, i) => 'x'.repeat(i * 3)), [['a', 1], ['b', 2]], new Map([['k',
  new Map([['z', { deep: { deeper: { deepest: 1 } } }]])]]), [[]], [{}], { a: {} , b: [] },
  { a: new Map(), b: new Set([[]]) }, (function*(){})(), [1,2,3][Symbol.iterator](),
  Symbol.iterator, new (class extends Set {})(), Object.create({ a: 1 }),
  Object.create(Foo.prototype), new (class Empty {}), [1e21, 1e-7, NaN, Infinity], ['abc', 1,
  true, null, undefined, Symbol('q'), 1n]];

for (const value of cases) console.log(value);
