// SPDX-License-Identifier: Apache-2.0
// The module node:crypto, as far as programs without keys and ciphers use it.
import { host } from '../prelude/host.js';
import { Buffer } from './buffer.js';
import { crypto, digestOf, equalBytes, newHmac } from './crypto.js';
import { bytesOf, isBufferSource, typeError } from './interface.js';

const names = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'];

function nameOf(algorithm) {
  const name = `${algorithm}`.toLowerCase().replace(/^(rsa-)?sha-?/, 'sha');
  if (names.includes(name)) return name;
  throw Object.assign(new Error('Digest method not supported'), { code: 'ERR_CRYPTO_INVALID_DIGEST' });
}

function bytesOfData(data, encoding) {
  if (isBufferSource(data)) return bytesOf(data);
  if (typeof data !== 'string') {
    throw typeError('ERR_INVALID_ARG_TYPE', 'The "data" argument must be of type string or an instance ' +
      'of Buffer, TypedArray, or DataView.');
  }
  return Buffer.from(data, encoding);
}

const toBuffer = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function encode(bytes, encoding) {
  return encoding === undefined || encoding === 'buffer' ? toBuffer(bytes) : toBuffer(bytes).toString(encoding);
}

function finished() {
  return Object.assign(new Error('Digest already called'), { code: 'ERR_CRYPTO_HASH_FINALIZED' });
}

class Hash {
  #hash;
  constructor(hash) { this.#hash = hash; }
  update(data, encoding) {
    if (!this.#hash) throw finished();
    host.hashUpdate(this.#hash, bytesOfData(data, encoding));
    return this;
  }
  copy() {
    if (!this.#hash) throw finished();
    return new Hash(host.hashCopy(this.#hash));
  }
  digest(encoding) {
    if (!this.#hash) throw finished();
    const bytes = host.hashFinish(this.#hash);
    this.#hash = null;
    return encode(bytes, encoding);
  }
}

class Hmac {
  #hmac;
  constructor(hmac) { this.#hmac = hmac; }
  update(data, encoding) {
    if (!this.#hmac) throw finished();
    this.#hmac.update(bytesOfData(data, encoding));
    return this;
  }
  digest(encoding) {
    if (!this.#hmac) throw finished();
    const bytes = this.#hmac.finish();
    this.#hmac = null;
    return encode(bytes, encoding);
  }
}

const RANDOM_INT_MAX = 2 ** 48 - 1;

// An integer in [min, max), each as likely: what does not fit a whole number of ranges is drawn again.
function randomInt(min, max, callback) {
  if (max === undefined || typeof max === 'function') return randomInt(0, min, max);
  const range = max - min;
  if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || range <= 0 || range > RANDOM_INT_MAX) {
    throw Object.assign(new RangeError(`The value of "max" is out of range. It must be greater than the ` +
      `value of "min" (${min}). Received ${max}`), { code: 'ERR_OUT_OF_RANGE' });
  }
  const limit = 2 ** 48 - (2 ** 48 % range);
  for (;;) {
    const [low, middle, high] = host.randomFill(new Uint16Array(3));
    const value = low + middle * 2 ** 16 + high * 2 ** 32;
    if (value >= limit) continue;
    const result = min + (value % range);
    if (callback) queueMicrotask(() => callback(null, result));
    return callback ? undefined : result;
  }
}

function randomBytes(size, callback) {
  if (!Number.isInteger(size) || size < 0 || size > 2 ** 31 - 1) {
    throw Object.assign(new RangeError(`The value of "size" is out of range. Received ${size}`),
      { code: 'ERR_OUT_OF_RANGE' });
  }
  const bytes = toBuffer(host.randomFill(new Uint8Array(size)));
  if (callback) queueMicrotask(() => callback(null, bytes));
  return callback ? undefined : bytes;
}

function timingSafeEqual(a, b) {
  const [x, y] = [bytesOfData(a), bytesOfData(b)];
  if (x.length === y.length) return equalBytes(x, y);
  throw Object.assign(new RangeError('Input buffers must have the same byte length'),
    { code: 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH' });
}

export const nodeCrypto = {
  createHash: (algorithm) => new Hash(host.hashNew(nameOf(algorithm))),
  createHmac: (algorithm, secret) => new Hmac(newHmac(nameOf(algorithm), bytesOfData(secret))),
  getHashes: () => [...names],
  getRandomValues: (array) => crypto.getRandomValues(array),
  hash: (algorithm, data, encoding = 'hex') => encode(digestOf(nameOf(algorithm), bytesOfData(data)), encoding),
  randomBytes,
  randomFillSync: (array) => host.randomFill(array),
  randomInt,
  randomUUID: () => host.randomUUID(),
  subtle: crypto.subtle,
  timingSafeEqual,
  webcrypto: crypto,
};
