// SPDX-License-Identifier: Apache-2.0
// artifact(name, data, type): hands a file to whoever runs the program. `data` is text or bytes; the
// type follows from the name's ending where it is left out.
import { defineGlobals } from './define.js';
import { host } from './host.js';

const types = {
  css: 'text/css',
  csv: 'text/csv',
  html: 'text/html',
  jpg: 'image/jpeg',
  js: 'text/javascript',
  json: 'application/json',
  md: 'text/markdown',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
};

function bytesOf(data) {
  if (typeof data === 'string') return new TextEncoder().encode(data);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  throw new TypeError('an artifact is text, an ArrayBuffer or a view of one');
}

function artifact(name, data, type) {
  const ending = /\.([a-z]+)$/i.exec(name)?.[1].toLowerCase();
  host.artifact(String(type ?? types[ending] ?? 'application/octet-stream'), String(name), bytesOf(data));
}

defineGlobals({ artifact });
