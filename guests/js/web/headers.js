// SPDX-License-Identifier: Apache-2.0
// Headers (https://fetch.spec.whatwg.org/#headers-class).
import { defineInterface, defineIterable, requireArguments, toByteString } from './interface.js';
import { pairsOf } from './pairs.js';

function checkName(name, method) {
  const text = toByteString(name, `Headers.${method}`);
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text)) {
    throw new TypeError(`Headers.${method}: ${text} is an invalid header name.`);
  }
  return text.toLowerCase();
}

function checkValue(value, method) {
  const text = toByteString(value, `Headers.${method}`).replaceAll(/^[\t\n\r ]+|[\t\n\r ]+$/g, '');
  if (/[\0\n\r]/.test(text)) {
    throw new TypeError(`Headers.${method}: ${text} is an invalid header value.`);
  }
  return text;
}

let sortedPairs;

class Headers {
  #lists = new Map(); // lower-case name -> values

  constructor(init) {
    if (init === undefined) return;
    if (init === null || (typeof init !== 'object' && typeof init !== 'function')) {
      throw new TypeError('Headers constructor: init must be a sequence or a record');
    }
    for (const [name, value] of pairsOf(init, 'Headers constructor')) this.append(name, value);
  }
  append(name, value) {
    requireArguments('Headers.append', arguments, 2);
    const key = checkName(name, 'append');
    const text = checkValue(value, 'append');
    const list = this.#lists.get(key);
    if (list) list.push(text);
    else this.#lists.set(key, [text]);
  }
  delete(name) {
    requireArguments('Headers.delete', arguments, 1);
    this.#lists.delete(checkName(name, 'delete'));
  }
  get(name) {
    requireArguments('Headers.get', arguments, 1);
    return this.#lists.get(checkName(name, 'get'))?.join(', ') ?? null;
  }
  has(name) {
    requireArguments('Headers.has', arguments, 1);
    return this.#lists.has(checkName(name, 'has'));
  }
  set(name, value) {
    requireArguments('Headers.set', arguments, 2);
    const key = checkName(name, 'set');
    this.#lists.set(key, [checkValue(value, 'set')]);
  }
  getSetCookie() { return [...this.#lists.get('set-cookie') ?? []]; }

  static {
    sortedPairs = (headers) => {
      const names = [...headers.#lists.keys()].sort();
      return names.flatMap((name) => {
        const list = headers.#lists.get(name);
        return name === 'set-cookie' ? list.map((value) => [name, value]) : [[name, list.join(', ')]];
      });
    };
  }
}

defineInterface('Headers', Headers);
defineIterable(Headers, (headers) => sortedPairs(headers));

export { Headers };
