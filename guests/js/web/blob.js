// SPDX-License-Identifier: Apache-2.0
// Blob and File (https://w3c.github.io/FileAPI/). A Blob is its bytes, which nobody changes, so a
// slice shares them.
import { bytesOf, decodeText, defineInterface, encodeText, isBufferSource, joinBytes,
  requireArguments, toUSVString, typeError } from './interface.js';
import { streamOfBytes } from './streams.js';

const key = Symbol('bytes');

function bytesOfPart(part, isNative) {
  if (part instanceof Blob) return bytesOfBlob(part);
  if (isBufferSource(part)) return bytesOf(part);
  const text = toUSVString(part);
  return encodeText(isNative ? text.replaceAll(/\r\n?/g, '\n') : text);
}

function join(parts, endings) {
  if (parts === undefined) return new Uint8Array(0);
  if (parts === null || typeof parts !== 'object' || typeof parts[Symbol.iterator] !== 'function') {
    throw typeError('ERR_INVALID_ARG_TYPE', 'The "sources" argument must be a sequence');
  }
  const chunks = Array.from(parts, (part) => bytesOfPart(part, endings === 'native'));
  return chunks.length === 1 ? chunks[0].slice() : joinBytes(chunks);
}

const normalizeType = (type) => (/^[\x20-\x7e]*$/.test(type) ? type.toLowerCase() : '');

let bytesOfBlob;

class Blob {
  #bytes;
  #type;
  constructor(parts, options = {}) {
    if (options !== null && typeof options !== 'object') {
      throw typeError('ERR_INVALID_ARG_TYPE', 'The "options" argument must be of type object');
    }
    const { endings = 'transparent', type = '' } = options ?? {};
    this.#bytes = parts?.[key] ?? join(parts, endings);
    this.#type = normalizeType(`${type}`);
  }
  get size() { return this.#bytes.length; }
  get type() { return this.#type; }
  slice(start = 0, end = this.size, type = '') {
    const bytes = this.#bytes;
    const clamp = (index) => Math.trunc(index < 0
      ? Math.max(bytes.length + index, 0) : Math.min(index, bytes.length)) || 0;
    const from = clamp(Number(start));
    return new Blob({ [key]: bytes.subarray(from, Math.max(from, clamp(Number(end)))) }, { type });
  }
  async arrayBuffer() { return this.#bytes.slice().buffer; }
  async bytes() { return this.#bytes.slice(); }
  async text() { return decodeText(this.#bytes); }
  stream() { return streamOfBytes(this.#bytes); }

  static { bytesOfBlob = (blob) => blob.#bytes; }
}

class File extends Blob {
  #name;
  #lastModified;
  constructor(parts, name, options = {}) {
    requireArguments('File', arguments, 2);
    super(parts, options);
    this.#name = toUSVString(name);
    const time = options?.lastModified;
    this.#lastModified = time === undefined ? Date.now() : Math.trunc(Number(time)) || 0;
  }
  get name() { return this.#name; }
  get lastModified() { return this.#lastModified; }
}

defineInterface('Blob', Blob);
defineInterface('File', File);

export { Blob, bytesOfBlob, File };
