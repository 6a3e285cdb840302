// SPDX-License-Identifier: Apache-2.0
// What every interface of the web platform has in common.
import { defineGlobals } from '../prelude/define.js';

export const customInspect = Symbol.for('nodejs.util.inspect.custom');

// Makes a class look as Web IDL says: members enumerable, a tag, a global of its name. The name is
// given because the bundler may change that of the class.
export function defineInterface(name, cls) {
  Object.defineProperty(cls, 'name', { value: name, configurable: true });
  for (const target of [cls.prototype, cls]) {
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(target))) {
      const isMember = descriptor.get || typeof descriptor.value === 'function';
      if (isMember && key !== 'constructor' && key !== 'prototype') {
        Object.defineProperty(target, key, { enumerable: true });
      }
    }
  }
  Object.defineProperty(cls.prototype, Symbol.toStringTag, { value: name, configurable: true });
  defineGlobals({ [name]: cls });
}

export function defineConstants(cls, constants) {
  for (const [key, value] of Object.entries(constants)) {
    for (const target of [cls, cls.prototype]) {
      Object.defineProperty(target, key, { value, enumerable: true });
    }
  }
}

// Gives a class what an "iterable<K, V>" declaration does. `list` returns the pairs as they are now,
// so that an iterator sees later changes.
export function defineIterable(cls, list) {
  class PairIterator {
    #target;
    #index = 0;
    #select;
    constructor(target, select) {
      this.#target = target;
      this.#select = select;
    }
    next() {
      const pairs = list(this.#target);
      if (this.#index >= pairs.length) return { value: undefined, done: true };
      return { value: this.#select(pairs[this.#index++]), done: false };
    }
  }
  Object.setPrototypeOf(PairIterator.prototype, Iterator.prototype);
  Object.defineProperty(PairIterator.prototype, Symbol.toStringTag, {
    value: `${cls.name} Iterator`, configurable: true,
  });
  delete PairIterator.prototype.constructor;
  const methods = {
    entries() { return new PairIterator(this, ([key, value]) => [key, value]); },
    keys() { return new PairIterator(this, (pair) => pair[0]); },
    values() { return new PairIterator(this, (pair) => pair[1]); },
    forEach(callback, thisArg) {
      if (typeof callback !== 'function') {
        throw typeError('ERR_INVALID_ARG_TYPE', 'The "callback" argument must be of type function');
      }
      for (let i = 0, pairs; i < (pairs = list(this)).length; i++) {
        callback.call(thisArg, pairs[i][1], pairs[i][0], this);
      }
    },
  };
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(cls.prototype, name, { value, writable: true, configurable: true });
  }
  Object.defineProperty(cls.prototype, Symbol.iterator, {
    value: methods.entries, writable: true, configurable: true,
  });
}

export function typeError(code, message) {
  return Object.assign(new TypeError(message), { code });
}

export function requireArguments(name, args, count) {
  if (args.length >= count) return;
  throw typeError('ERR_MISSING_ARGS', `${name}: ${count} argument${count === 1 ? '' : 's'} ` +
    `required, but only ${args.length} present`);
}

// A string with lone surrogates replaced, and one whose code units are all bytes.
export const toUSVString = (value) => `${value}`.toWellFormed();

export function toByteString(value, context) {
  const text = `${value}`;
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 255) {
      throw new TypeError(`${context}: the character at index ${i} has a value of ` +
        `${text.charCodeAt(i)} which is greater than 255`);
    }
  }
  return text;
}

export function isBufferSource(value) {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer;
}

// The bytes of a buffer or view, not copied.
export function bytesOf(source) {
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
}

export function joinBytes(chunks) {
  if (chunks.length === 1) return chunks[0];
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

const encoder = new TextEncoder();
export const encodeText = (text) => encoder.encode(text);
export const decodeText = (bytes) => new TextDecoder().decode(bytes);

// `onabort` and the like: one listener that the property holds.
export function defineHandler(cls, type) {
  const handlers = new WeakMap();
  Object.defineProperty(cls.prototype, `on${type}`, {
    enumerable: true,
    configurable: true,
    get() { return handlers.get(this)?.callback ?? null; },
    set(callback) {
      const old = handlers.get(this);
      const isHandler = typeof callback === 'function' || (callback && typeof callback === 'object');
      if (old) {
        old.callback = isHandler ? callback : null;
      } else if (isHandler) {
        const handler = { callback };
        handlers.set(this, handler);
        this.addEventListener(type, function (event) {
          if (typeof handler.callback === 'function') handler.callback.call(this, event);
        });
      }
    },
  });
}
