// SPDX-License-Identifier: Apache-2.0
// Node's Buffer: a Uint8Array with text encodings and numbers.
import { defineGlobals } from '../prelude/define.js';
import { bytesOf, customInspect, encodeText, typeError } from './interface.js';

const LENGTH_MAX = 2 ** 31 - 1;
const SHOWN_MAX = 50;

// -- encodings --------------------------------------------------------------------------------------

const latin1Bytes = (text) => Uint8Array.from({ length: text.length },
  (_, i) => text.charCodeAt(i) & 255);

// String.fromCharCode in pieces that fit the stack.
function fromCharCodes(units) {
  let text = '';
  for (let at = 0; at < units.length; at += 4096) {
    text += String.fromCharCode(...units.subarray(at, at + 4096));
  }
  return text;
}

// Node takes what it can: both alphabets, anything between, up to the padding.
function decodeBase64(text) {
  const clean = text.replace(/=.*$/s, '').replaceAll('-', '+').replaceAll('_', '/')
    .replaceAll(/[^A-Za-z0-9+/]/g, '');
  return Uint8Array.fromBase64(clean.length % 4 === 1 ? clean.slice(0, -1) : clean);
}

function decodeHex(text) {
  const valid = /^(?:[0-9a-f]{2})*/i.exec(text)[0];
  return Uint8Array.fromHex(valid);
}

function encodeUtf16(text) {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), true);
  return bytes;
}

function decodeUtf16(bytes) {
  const even = bytes.slice(0, bytes.length & ~1);
  return fromCharCodes(new Uint16Array(even.buffer));
}

const keepBom = new TextDecoder('utf-8', { ignoreBOM: true });
const utf8 = { decode: encodeText, encode: (bytes) => keepBom.decode(bytes) };
const latin1 = { decode: latin1Bytes, encode: fromCharCodes };
const utf16 = { decode: encodeUtf16, encode: decodeUtf16 };

// decode: text to bytes; encode: bytes to text
const encodings = {
  'utf8': utf8,
  'utf-8': utf8,
  'hex': { decode: decodeHex, encode: (bytes) => bytes.toHex() },
  'base64': { decode: decodeBase64, encode: (bytes) => bytes.toBase64() },
  'base64url': {
    decode: decodeBase64,
    encode: (bytes) => bytes.toBase64({ alphabet: 'base64url', omitPadding: true }),
  },
  'latin1': latin1,
  'binary': latin1,
  'ascii': { decode: latin1.decode, encode: (bytes) => fromCharCodes(bytes.map((byte) => byte & 127)) },
  'ucs2': utf16,
  'ucs-2': utf16,
  'utf16le': utf16,
  'utf-16le': utf16,
};

function encodingOf(name) {
  if (name === undefined || name === null || name === '') return utf8;
  const encoding = encodings[`${name}`.toLowerCase()];
  if (!encoding) throw typeError('ERR_UNKNOWN_ENCODING', `Unknown encoding: ${name}`);
  return encoding;
}

// A view of the bytes as a plain array, whose methods no subclass changes.
const plain = (buffer) => new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);

// -- making -----------------------------------------------------------------------------------------

const wrap = (bytes) => new Buffer(bytes.buffer, bytes.byteOffset, bytes.length);

function badType(name, value) {
  return typeError('ERR_INVALID_ARG_TYPE', `The ${name} must be of type string or an instance of Buffer, ` +
    `ArrayBuffer, or Array or an Array-like Object. Received ${value === null ? 'null' : typeof value}`);
}

function checkSize(size) {
  if (typeof size === 'number' && size >= 0 && size <= LENGTH_MAX) return size;
  if (typeof size !== 'number') {
    throw typeError('ERR_INVALID_ARG_TYPE', 'The "size" argument must be of type number');
  }
  throw outOfRange('size', size);
}

function bytesLike(value, name = '"value" argument') {
  if (typeof value === 'string') return encodeText(value);
  if (value instanceof Uint8Array) return plain(value);
  throw badType(name, value);
}

function outOfRange(name, value) {
  return Object.assign(new RangeError(`The value of "${name}" is out of range. Received ${value}`),
    { code: 'ERR_OUT_OF_RANGE' });
}

class Buffer extends Uint8Array {
  static from(value, encodingOrOffset, length) {
    if (typeof value === 'string') return wrap(encodingOf(encodingOrOffset).decode(value));
    if (value instanceof ArrayBuffer) return new Buffer(value, encodingOrOffset, length);
    if (value === null || typeof value !== 'object') throw badType('first argument', value);
    if (value.type === 'Buffer' && Array.isArray(value.data)) return wrap(Uint8Array.from(value.data));
    const primitive = value.valueOf?.();
    if (primitive !== value && primitive !== null && primitive !== undefined) {
      return Buffer.from(primitive, encodingOrOffset, length);
    }
    return wrap(Uint8Array.from(value));
  }
  static of(...bytes) { return wrap(Uint8Array.of(...bytes)); }
  static alloc(size, fill, encoding) {
    const buffer = new Buffer(checkSize(size));
    return fill === undefined || fill === 0 ? buffer : buffer.fill(fill, encoding);
  }
  static allocUnsafe(size) { return new Buffer(checkSize(size)); }
  static byteLength(value, encoding) {
    if (typeof value === 'string') return encodingOf(encoding).decode(value).length;
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength;
    throw badType('"string" argument', value);
  }
  static concat(list, length = list.reduce((sum, item) => sum + item.length, 0)) {
    const result = new Buffer(length);
    let at = 0;
    for (const item of list) {
      const part = bytesOf(item).subarray(0, Math.max(length - at, 0));
      result.set(part, at);
      at += part.length;
    }
    return result;
  }
  static isBuffer(value) { return value instanceof Buffer; }
  static isEncoding(name) { return typeof name === 'string' && Object.hasOwn(encodings, name.toLowerCase()); }
  static compare(a, b) { return wrap(plain(a)).compare(b); }

  get parent() { return this.buffer; }
  get offset() { return this.byteOffset; }
  toString(encoding, start = 0, end = this.length) {
    const { encode } = encodingOf(encoding);
    const from = Math.max(Math.trunc(start) || 0, 0);
    return encode(plain(this).subarray(from, Math.max(Math.min(end, this.length), from)));
  }
  toLocaleString(encoding) { return this.toString(encoding); }
  toJSON() { return { type: 'Buffer', data: Array.from(this) }; }
  equals(other) { return this.compare(other) === 0; }
  compare(other, start = 0, end = other.length, ownStart = 0, ownEnd = this.length) {
    const a = plain(this).subarray(ownStart, ownEnd);
    const b = bytesLike(other, '"target" argument').subarray(start, end);
    const count = Math.min(a.length, b.length);
    let i = 0;
    while (i < count && a[i] === b[i]) i++;
    return i < count ? Math.sign(a[i] - b[i]) : Math.sign(a.length - b.length);
  }
  copy(target, targetStart = 0, start = 0, end = this.length) {
    const part = plain(this).subarray(start, Math.min(end, start + Math.max(target.length - targetStart, 0)));
    bytesOf(target).set(part, targetStart);
    return part.length;
  }
  slice(start, end) { return this.subarray(start, end); }
  write(text, offset, length, encoding) {
    if (typeof offset === 'string') return this.write(text, 0, this.length, offset);
    if (typeof length === 'string') return this.write(text, offset, undefined, length);
    const from = offset ?? 0;
    const room = Math.max(Math.min(length ?? Infinity, this.length - from), 0);
    const bytes = encodingOf(encoding).decode(text);
    let count = Math.min(bytes.length, room);
    // no half of a character
    const isCut = () => count < bytes.length && count > 0 && (bytes[count] & 0xc0) === 0x80;
    while (encodingOf(encoding) === utf8 && isCut()) count--;
    this.set(bytes.subarray(0, count), from);
    return count;
  }
  fill(value, start, end, encoding) {
    if (typeof value === 'number' || typeof value === 'boolean') {
      return Uint8Array.prototype.fill.call(this, Number(value) & 255, start, end);
    }
    if (typeof start === 'string') return this.fill(value, 0, this.length, start);
    const bytes = typeof value === 'string' ? encodingOf(encoding).decode(value) : bytesLike(value);
    const [from, to] = [start ?? 0, Math.min(end ?? this.length, this.length)];
    if (bytes.length === 0) return Uint8Array.prototype.fill.call(this, 0, from, to);
    for (let i = from; i < to; i++) this[i] = bytes[(i - from) % bytes.length];
    return this;
  }
  indexOf(value, offset = 0, encoding = undefined) {
    if (typeof offset === 'string') return this.indexOf(value, 0, offset);
    if (typeof value === 'number') return Uint8Array.prototype.indexOf.call(this, value & 255, offset);
    const bytes = typeof value === 'string' ? encodingOf(encoding).decode(value) : bytesLike(value);
    const first = offset < 0 ? Math.max(this.length + offset, 0) : offset;
    for (let at = first; at <= this.length - bytes.length; at++) {
      let i = 0;
      while (i < bytes.length && this[at + i] === bytes[i]) i++;
      if (i === bytes.length) return at;
    }
    return -1;
  }
  lastIndexOf(value, offset = this.length, encoding = undefined) {
    if (typeof value === 'number') return Uint8Array.prototype.lastIndexOf.call(this, value & 255, offset);
    let found = -1;
    let at = this.indexOf(value, 0, encoding);
    while (at >= 0 && at <= offset) {
      found = at;
      at = this.indexOf(value, at + 1, encoding);
    }
    return found;
  }
  includes(value, offset, encoding) { return this.indexOf(value, offset, encoding) >= 0; }
  readUIntBE(offset, count) { return integer(this, offset, count, false); }
  readUIntLE(offset, count) { return integer(this, offset, count, true); }
  readIntBE(offset, count) { return signed(integer(this, offset, count, false), count); }
  readIntLE(offset, count) { return signed(integer(this, offset, count, true), count); }
  [customInspect]() {
    const hex = plain(this).subarray(0, SHOWN_MAX).toHex().replaceAll(/..(?=.)/g, '$& ');
    const more = this.length - SHOWN_MAX;
    return `<Buffer${hex && ' '}${hex}${more > 0 ? ` ... ${more} more byte${more > 1 ? 's' : ''}` : ''}>`;
  }
}

// -- numbers ----------------------------------------------------------------------------------------

function checkOffset(buffer, offset, size) {
  if (Number.isInteger(offset) && offset >= 0 && offset + size <= buffer.length) return;
  throw outOfRange('offset', offset);
}

function integer(buffer, offset, count, isLittle) {
  checkOffset(buffer, offset, count);
  const bytes = plain(buffer).slice(offset, offset + count);
  return (isLittle ? bytes.reverse() : bytes).reduce((value, byte) => value * 256 + byte, 0);
}

const signed = (value, count) => (value >= 2 ** (8 * count - 1) ? value - 2 ** (8 * count) : value);

// name: [DataView's name, bytes, least value, greatest value]; null for floats
const kinds = {
  UInt8: ['Uint8', 1, 0, 2 ** 8 - 1],
  UInt16: ['Uint16', 2, 0, 2 ** 16 - 1],
  UInt32: ['Uint32', 4, 0, 2 ** 32 - 1],
  Int8: ['Int8', 1, -(2 ** 7), 2 ** 7 - 1],
  Int16: ['Int16', 2, -(2 ** 15), 2 ** 15 - 1],
  Int32: ['Int32', 4, -(2 ** 31), 2 ** 31 - 1],
  BigUInt64: ['BigUint64', 8, 0n, 2n ** 64n - 1n],
  BigInt64: ['BigInt64', 8, -(2n ** 63n), 2n ** 63n - 1n],
  Float: ['Float32', 4],
  Double: ['Float64', 8],
};

function defineNumber(name, suffix, [view, size, min, max]) {
  const isLittle = suffix === 'LE';
  const viewOf = (buffer) => new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
  const methods = {
    [`read${name}${suffix}`](offset = 0) {
      checkOffset(this, offset, size);
      return viewOf(this)[`get${view}`](offset, isLittle);
    },
    [`write${name}${suffix}`](value, offset = 0) {
      checkOffset(this, offset, size);
      if (min !== undefined && !(value >= min && value <= max)) {
        throw Object.assign(new RangeError(`The value of "value" is out of range. It must be >= ${min} and ` +
          `<= ${max}. Received ${value}`), { code: 'ERR_OUT_OF_RANGE' });
      }
      viewOf(this)[`set${view}`](offset, value, isLittle);
      return offset + size;
    },
  };
  for (const [key, value] of Object.entries(methods)) {
    const descriptor = { value, writable: true, configurable: true };
    Object.defineProperty(Buffer.prototype, key, descriptor);
    Object.defineProperty(Buffer.prototype, key.replace('UInt', 'Uint'), descriptor);
  }
}

for (const [name, kind] of Object.entries(kinds)) {
  for (const suffix of kind[1] === 1 ? [''] : ['LE', 'BE']) defineNumber(name, suffix, kind);
}

Object.defineProperty(Buffer, 'name', { value: 'Buffer' });
defineGlobals({ Buffer });

export { Buffer };
