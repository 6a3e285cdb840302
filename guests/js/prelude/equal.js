// SPDX-License-Identifier: Apache-2.0
// Structural equality, as node:assert and util.isDeepStrictEqual mean it.
import { host } from './host.js';

const isObject = (value) => value !== null && typeof value === 'object';

export function isDeepStrictEqual(a, b) {
  return equal(a, b, true, []);
}

export function isDeepEqual(a, b) {
  return equal(a, b, false, []);
}

function equal(a, b, strict, seen) {
  if (!isObject(a) || !isObject(b)) {
    // eslint-disable-next-line eqeqeq
    return Object.is(a, b) || (!strict && (a == b || (a !== a && b !== b)));
  }
  if (a === b) return true;
  const kind = host.kindOf(a);
  if (kind !== host.kindOf(b)) return false;
  if (strict && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (seen.some(([x, y]) => x === a && y === b)) return true;
  const pair = [...seen, [a, b]];
  return sameContent(a, b, kind, strict, pair) && sameMembers(a, b, kind, strict, pair);
}

function sameContent(a, b, kind, strict, seen) {
  switch (kind) {
    case 'Date': return Object.is(a.getTime(), b.getTime());
    case 'RegExp': return String(a) === String(b) && a.lastIndex === b.lastIndex;
    case 'Error': return a.message === b.message && a.name === b.name;
    case 'Array': return a.length === b.length;
    case 'ArrayBuffer': return equal(new Uint8Array(a), new Uint8Array(b), strict, seen);
    case 'Map': return sameMap(a, b, strict, seen);
    case 'Set': return sameSet(a, b, strict, seen);
    case 'Promise': case 'WeakMap': case 'WeakSet': return false;
    default: return sameBox(a, b);
  }
}

function sameBox(a, b) {
  for (const Class of [Number, String, Boolean, BigInt, Symbol]) {
    if (a instanceof Class) return b instanceof Class && Object.is(a.valueOf(), b.valueOf());
  }
  return true;
}

function sameMap(a, b, strict, seen) {
  if (a.size !== b.size) return false;
  const rest = [];
  for (const [key, value] of a) {
    if (b.has(key)) {
      if (!equal(value, b.get(key), strict, seen)) return false;
    } else {
      rest.push([key, value]);
    }
  }
  const candidates = [...b].filter(([key]) => !a.has(key));
  return matchAll(rest, candidates, (x, y) =>
    equal(x[0], y[0], strict, seen) && equal(x[1], y[1], strict, seen));
}

function sameSet(a, b, strict, seen) {
  if (a.size !== b.size) return false;
  return matchAll([...a].filter((item) => !b.has(item)), [...b].filter((item) => !a.has(item)),
    (x, y) => equal(x, y, strict, seen));
}

function matchAll(items, candidates, isSame) {
  for (const item of items) {
    const at = candidates.findIndex((candidate) => isSame(item, candidate));
    if (at < 0) return false;
    candidates.splice(at, 1);
  }
  return candidates.length === 0;
}

function keysOf(value, strict) {
  const symbols = strict ? Object.getOwnPropertySymbols(value).filter((key) =>
    Object.prototype.propertyIsEnumerable.call(value, key)) : [];
  return [...Object.keys(value), ...symbols];
}

function sameMembers(a, b, kind, strict, seen) {
  const keys = keysOf(a, strict);
  return keys.length === keysOf(b, strict).length && keys.every((key) =>
    Object.prototype.propertyIsEnumerable.call(b, key) && equal(a[key], b[key], strict, seen));
}
