// SPDX-License-Identifier: Apache-2.0
// The modules of Node that hold what this folder defines.
import { builtins } from '../prelude/modules.js';
import { Buffer } from './buffer.js';
import { nodeCrypto } from './node-crypto.js';
import { typeError } from './interface.js';

function fileURLToPath(url) {
  const parsed = new URL(url);
  if (parsed.protocol !== 'file:') {
    throw typeError('ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file');
  }
  if (parsed.hostname !== '') {
    throw typeError('ERR_INVALID_FILE_URL_HOST', 'File URL host must be "localhost" or empty');
  }
  if (/%2f/i.test(parsed.pathname)) {
    throw typeError('ERR_INVALID_FILE_URL_PATH', 'File URL path must not include encoded / characters');
  }
  return decodeURIComponent(parsed.pathname);
}

function pathToFileURL(path) {
  const url = new URL('file:///');
  url.pathname = `${path}`.replaceAll('%', '%25').replaceAll('?', '%3F').replaceAll('#', '%23');
  return url;
}

const pick = (...names) => Object.fromEntries(names.map((name) => [name, globalThis[name]]));

Object.assign(builtins, {
  'node:buffer': { Buffer, ...pick('Blob', 'File', 'atob', 'btoa') },
  'node:crypto': nodeCrypto,
  'node:perf_hooks': pick('performance', 'PerformanceEntry', 'PerformanceMark', 'PerformanceMeasure'),
  'node:stream/web': pick('ByteLengthQueuingStrategy', 'CountQueuingStrategy', 'ReadableStream',
    'ReadableStreamBYOBReader', 'ReadableStreamDefaultReader', 'TextDecoderStream', 'TextEncoderStream',
    'TransformStream', 'WritableStream', 'WritableStreamDefaultWriter'),
  'node:url': { fileURLToPath, pathToFileURL, ...pick('URL', 'URLSearchParams') },
});
