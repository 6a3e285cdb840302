// SPDX-License-Identifier: Apache-2.0
// An object as a list of names and values: sequences of pairs, or records. Used by URLSearchParams
// (in C, which asks for a flat list) and by Headers.
import { host } from '../prelude/host.js';
import { typeError } from './interface.js';

export function pairsOf(init, what) {
  const method = init[Symbol.iterator];
  if (method === undefined || method === null) {
    return Reflect.ownKeys(init)
      .filter((key) => Object.getOwnPropertyDescriptor(init, key)?.enumerable)
      .map((key) => [key, init[key]]);
  }
  if (typeof method !== 'function') {
    throw typeError('ERR_ARG_NOT_ITERABLE', `${what} must be iterable`);
  }
  const pairs = [];
  for (const item of { [Symbol.iterator]: () => method.call(init) }) {
    const isPair = item !== null && typeof item === 'object' && typeof item[Symbol.iterator] === 'function';
    const pair = isPair ? [...item] : [];
    if (pair.length !== 2) {
      throw typeError('ERR_INVALID_TUPLE', `${what}: each pair must be an iterable [name, value] tuple`);
    }
    pairs.push(pair);
  }
  return pairs;
}

host.setPairsOf((init) => pairsOf(init, 'Query pairs').flat());
