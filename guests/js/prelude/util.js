// SPDX-License-Identifier: Apache-2.0
// node:util
import { isDeepStrictEqual } from './equal.js';
import { format, formatWithOptions } from './format.js';
import { host } from './host.js';
import { inspect } from './inspect.js';

const promisifyCustom = Symbol.for('nodejs.util.promisify.custom');

export function promisify(original) {
  if (typeof original !== 'function') throw new TypeError('the "original" argument must be a function');
  if (original[promisifyCustom]) return original[promisifyCustom];
  return function promisified(...args) {
    return new Promise((resolve, reject) => {
      original.call(this, ...args, (error, value) => (error ? reject(error) : resolve(value)));
    });
  };
}
promisify.custom = promisifyCustom;

function callbackify(original) {
  return function callbackified(...args) {
    const callback = args.pop();
    original.apply(this, args).then((value) => queueMicrotask(() => callback(null, value)),
      (error) => queueMicrotask(() => callback(error ?? new Error('rejected'))));
  };
}

function inherits(constructor, parent) {
  constructor.super_ = parent;
  Object.setPrototypeOf(constructor.prototype, parent.prototype);
}

function deprecate(original) {
  return original;
}

const isKind = (kind) => (value) =>
  value !== null && typeof value === 'object' && host.kindOf(value) === kind;
const isTag = (tag) => (value) => Object.prototype.toString.call(value) === `[object ${tag}]`;

export const types = {
  isAnyArrayBuffer: isKind('ArrayBuffer'),
  isArrayBuffer: isKind('ArrayBuffer'),
  isArrayBufferView: (value) => ArrayBuffer.isView(value),
  isAsyncFunction: isTag('AsyncFunction'),
  isDataView: isKind('DataView'),
  isDate: isKind('Date'),
  isGeneratorFunction: isTag('GeneratorFunction'),
  isGeneratorObject: isTag('Generator'),
  isMap: isKind('Map'),
  isNativeError: isKind('Error'),
  isPromise: isKind('Promise'),
  isProxy: isKind('Proxy'),
  isRegExp: isKind('RegExp'),
  isSet: isKind('Set'),
  isTypedArray: isKind('TypedArray'),
  isUint8Array: (value) => value instanceof Uint8Array,
  isWeakMap: isKind('WeakMap'),
  isWeakSet: isKind('WeakSet'),
};

export const util = {
  inspect, format, formatWithOptions, promisify, callbackify, inherits, deprecate, types,
  isDeepStrictEqual,
  stripVTControlCharacters: (text) => text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, ''),
  toUSVString: (text) => String(text).toWellFormed(),
  isArray: Array.isArray,
  get TextEncoder() { return globalThis.TextEncoder; },
  get TextDecoder() { return globalThis.TextDecoder; },
};
