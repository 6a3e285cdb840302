// SPDX-License-Identifier: Apache-2.0
// What Request and Response have in common (https://fetch.spec.whatwg.org/#body-mixin).
//
// A body stays bytes as long as nobody asks for its stream, so the usual text() or json() makes no
// stream at all.
import { Blob, bytesOfBlob } from './blob.js';
import { FormData } from './form-data.js';
import { bytesOf, decodeText, encodeText, isBufferSource, joinBytes, toUSVString } from './interface.js';
import { decodeForm, encodeForm } from './multipart.js';
import { isDisturbed, readAll, streamOfBytes } from './streams.js';

// { bytes, type } or { stream, type }; null for no body.
export function extractBody(init) {
  if (init === null || init === undefined) return null;
  if (init instanceof ReadableStream) {
    if (init.locked || isDisturbed(init)) {
      throw new TypeError('Response body object should not be disturbed or locked');
    }
    return { stream: init, type: null };
  }
  if (init instanceof Blob) return { bytes: bytesOfBlob(init), type: init.type || null };
  if (isBufferSource(init)) return { bytes: bytesOf(init).slice(), type: null };
  if (init instanceof FormData) return encodeForm(init);
  if (init instanceof URLSearchParams) {
    return { bytes: encodeText(`${init}`), type: 'application/x-www-form-urlencoded;charset=UTF-8' };
  }
  if (typeof init === 'object' && typeof init[Symbol.asyncIterator] === 'function') {
    return { stream: ReadableStream.from(init), type: null };
  }
  return { bytes: encodeText(toUSVString(init)), type: 'text/plain;charset=UTF-8' };
}

// The state of one body; Request and Response hold one or null.
export class Body {
  #bytes;
  #stream;
  #isUsed = false;
  constructor({ bytes, stream }) {
    this.#bytes = bytes;
    this.#stream = stream;
  }
  get stream() {
    if (!this.#stream) {
      this.#stream = streamOfBytes(this.#bytes);
      if (this.#isUsed) this.#stream.cancel();
    }
    return this.#stream;
  }
  get isUsed() { return this.#isUsed || Boolean(this.#stream && isDisturbed(this.#stream)); }
  get isUnusable() { return this.isUsed || Boolean(this.#stream?.locked); }
  async read() {
    this.#isUsed = true;
    if (this.#stream) return joinBytes(await readAll(this.#stream));
    return this.#bytes;
  }
  clone() {
    if (!this.#stream) return new Body({ bytes: this.#bytes });
    const [mine, other] = this.#stream.tee();
    this.#stream = mine;
    return new Body({ stream: other });
  }
}

// Adds the members of the mixin. `bodyOf` gives an object's Body or null, `typeOf` its content type.
export function mixBody(cls, bodyOf, typeOf) {
  async function consume(object, convert) {
    const body = bodyOf(object);
    if (body?.isUnusable) throw new TypeError('Body is unusable: Body has already been read');
    return convert(body ? await body.read() : new Uint8Array(0), object);
  }
  const methods = {
    arrayBuffer() { return consume(this, (bytes) => bytes.slice().buffer); },
    blob() { return consume(this, (bytes, self) => new Blob([bytes], { type: typeOf(self) ?? '' })); },
    bytes() { return consume(this, (bytes) => bytes.slice()); },
    formData() { return consume(this, (bytes, self) => decodeForm(bytes, typeOf(self) ?? '')); },
    json() { return consume(this, (bytes) => JSON.parse(decodeText(bytes))); },
    text() { return consume(this, (bytes) => decodeText(bytes)); },
  };
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(cls.prototype, name, { value, writable: true, configurable: true });
  }
  const getters = {
    body() { return bodyOf(this)?.stream ?? null; },
    bodyUsed() { return bodyOf(this)?.isUsed ?? false; },
  };
  for (const [name, get] of Object.entries(getters)) {
    Object.defineProperty(cls.prototype, name, { get, configurable: true });
  }
}
