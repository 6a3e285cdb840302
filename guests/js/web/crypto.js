// SPDX-License-Identifier: Apache-2.0
// crypto: random values, digests and HMAC (https://w3c.github.io/webcrypto/). No ciphers, no public
// keys.
import { defineGlobals } from '../prelude/define.js';
import { host } from '../prelude/host.js';
import { bytesOf, defineInterface, isBufferSource, requireArguments, typeError } from './interface.js';

const key = Symbol('construct');
const RANDOM_BYTES_MAX = 65536;

function illegal(token) {
  if (token !== key) throw typeError('ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
}

const hashNames = { 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' };

// { name } of an algorithm given as a string or an object, in upper case.
function normalize(algorithm) {
  const name = typeof algorithm === 'object' && algorithm !== null ? algorithm.name : algorithm;
  return `${name}`.toUpperCase();
}

function hashName(algorithm) {
  const name = normalize(algorithm);
  if (Object.hasOwn(hashNames, name)) return name;
  throw new DOMException('Unrecognized algorithm name', 'NotSupportedError');
}

function dataOf(value, name) {
  if (isBufferSource(value)) return bytesOf(value);
  throw typeError('ERR_INVALID_ARG_TYPE', `The "${name}" argument must be an instance of ArrayBuffer, ` +
    'Buffer, TypedArray, or DataView');
}

export function digestOf(name, ...parts) {
  const hash = host.hashNew(name);
  for (const part of parts) host.hashUpdate(hash, part);
  return host.hashFinish(hash);
}

// A running HMAC (RFC 2104): update(bytes), finish() -> bytes.
export function newHmac(name, secret) {
  const inner = host.hashNew(name);
  const size = host.hashBlockBytes(inner);
  const block = new Uint8Array(size);
  block.set(secret.length > size ? digestOf(name, secret) : secret);
  host.hashUpdate(inner, block.map((byte) => byte ^ 0x36));
  return {
    update(bytes) { host.hashUpdate(inner, bytes); },
    finish() { return digestOf(name, block.map((byte) => byte ^ 0x5c), host.hashFinish(inner)); },
  };
}

export function equalBytes(a, b) {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a[i] ^ b[i];
  return difference === 0;
}

let secretOf;

class CryptoKey {
  #fields;
  #secret;
  constructor(token, fields, secret) {
    illegal(token);
    this.#fields = fields;
    this.#secret = secret;
  }
  get type() { return 'secret'; }
  get extractable() { return this.#fields.extractable; }
  get algorithm() { return this.#fields.algorithm; }
  get usages() { return this.#fields.usages; }

  static { secretOf = (cryptoKey) => cryptoKey.#secret; }
}

function requireHmac(algorithm) {
  if (normalize(algorithm) === 'HMAC') return;
  throw new DOMException('Unrecognized algorithm name', 'NotSupportedError');
}

function requireRaw(format, verb) {
  if (format === 'raw') return;
  throw new DOMException(`Unable to ${verb} HMAC key with format ${format}`, 'NotSupportedError');
}

function newKey(algorithm, secret, extractable, usages) {
  const hash = { name: hashName(algorithm.hash) };
  if (usages.length === 0 || !usages.every((usage) => usage === 'sign' || usage === 'verify')) {
    throw new DOMException('Unsupported key usage for an HMAC key', 'SyntaxError');
  }
  if (secret.length === 0) throw new DOMException('Zero-length key is not supported', 'DataError');
  return new CryptoKey(key, {
    algorithm: { name: 'HMAC', hash, length: secret.length * 8 },
    extractable: Boolean(extractable),
    usages: [...new Set(usages)],
  }, secret);
}

function hmac(cryptoKey, usage, data) {
  if (!(cryptoKey instanceof CryptoKey)) {
    throw typeError('ERR_INVALID_ARG_TYPE', 'The "key" argument must be an instance of CryptoKey');
  }
  if (!cryptoKey.usages.includes(usage)) {
    throw new DOMException(`Unable to use this key to ${usage}`, 'InvalidAccessError');
  }
  const running = newHmac(hashNames[cryptoKey.algorithm.hash.name], secretOf(cryptoKey));
  running.update(dataOf(data, 'data'));
  return running.finish();
}

class SubtleCrypto {
  constructor(token) { illegal(token); }
  async digest(algorithm, data) {
    requireArguments('SubtleCrypto.digest', arguments, 2);
    return digestOf(hashNames[hashName(algorithm)], dataOf(data, 'data')).buffer;
  }
  async importKey(format, keyData, algorithm, extractable, usages) {
    requireArguments('SubtleCrypto.importKey', arguments, 5);
    requireHmac(algorithm);
    requireRaw(format, 'import');
    return newKey(algorithm, dataOf(keyData, 'keyData').slice(), extractable, [...usages]);
  }
  async generateKey(algorithm, extractable, usages) {
    requireArguments('SubtleCrypto.generateKey', arguments, 3);
    requireHmac(algorithm);
    const blockBytes = host.hashBlockBytes(host.hashNew(hashNames[hashName(algorithm.hash)]));
    const length = algorithm.length === undefined ? blockBytes : Math.ceil(algorithm.length / 8);
    return newKey(algorithm, host.randomFill(new Uint8Array(length)), extractable, [...usages]);
  }
  async exportKey(format, cryptoKey) {
    requireArguments('SubtleCrypto.exportKey', arguments, 2);
    requireRaw(format, 'export');
    if (!cryptoKey.extractable) throw new DOMException('key is not extractable', 'InvalidAccessError');
    return secretOf(cryptoKey).slice().buffer;
  }
  async sign(algorithm, cryptoKey, data) {
    requireArguments('SubtleCrypto.sign', arguments, 3);
    requireHmac(algorithm);
    return hmac(cryptoKey, 'sign', data).buffer;
  }
  async verify(algorithm, cryptoKey, signature, data) {
    requireArguments('SubtleCrypto.verify', arguments, 4);
    requireHmac(algorithm);
    return equalBytes(hmac(cryptoKey, 'verify', data), dataOf(signature, 'signature'));
  }
}

const subtle = new SubtleCrypto(key);

class Crypto {
  constructor(token) { illegal(token); }
  get subtle() { return subtle; }
  getRandomValues(array) {
    requireArguments('Crypto.getRandomValues', arguments, 1);
    if (!ArrayBuffer.isView(array) || /^(Float|Data)/.test(array[Symbol.toStringTag])) {
      throw new DOMException('The data argument must be an integer-type TypedArray', 'TypeMismatchError');
    }
    if (array.byteLength > RANDOM_BYTES_MAX) {
      throw new DOMException('The requested length exceeds 65,536 bytes', 'QuotaExceededError');
    }
    return host.randomFill(array);
  }
  randomUUID() { return host.randomUUID(); }
}

defineInterface('CryptoKey', CryptoKey);
defineInterface('SubtleCrypto', SubtleCrypto);
defineInterface('Crypto', Crypto);

export const crypto = new Crypto(key);
defineGlobals({ crypto });
