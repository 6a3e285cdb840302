// SPDX-License-Identifier: Apache-2.0
// FormData (https://xhr.spec.whatwg.org/#interface-formdata).
import { Blob, File } from './blob.js';
import { defineInterface, defineIterable, requireArguments, toUSVString } from './interface.js';

function entryOf(name, value, filename, method) {
  if (value instanceof Blob) {
    const isNamed = value instanceof File && filename === undefined;
    const fileName = filename ?? (value instanceof File ? value.name : 'blob');
    const options = { type: value.type, lastModified: value.lastModified };
    return [toUSVString(name), isNamed ? value : new File([value], fileName, options)];
  }
  if (filename !== undefined) {
    throw new TypeError(`FormData.${method}: argument 2 is not of type Blob`);
  }
  return [toUSVString(name), toUSVString(value)];
}

let entriesOf;

class FormData {
  #entries = [];
  constructor(form) {
    if (form !== undefined) throw new TypeError('FormData constructor: there are no forms here');
  }
  append(name, value, filename) {
    requireArguments('FormData.append', arguments, 2);
    this.#entries.push(entryOf(name, value, filename, 'append'));
  }
  delete(name) {
    requireArguments('FormData.delete', arguments, 1);
    const text = toUSVString(name);
    this.#entries = this.#entries.filter(([key]) => key !== text);
  }
  get(name) {
    requireArguments('FormData.get', arguments, 1);
    const text = toUSVString(name);
    return this.#entries.find(([key]) => key === text)?.[1] ?? null;
  }
  getAll(name) {
    requireArguments('FormData.getAll', arguments, 1);
    const text = toUSVString(name);
    return this.#entries.filter(([key]) => key === text).map(([, value]) => value);
  }
  has(name) {
    requireArguments('FormData.has', arguments, 1);
    const text = toUSVString(name);
    return this.#entries.some(([key]) => key === text);
  }
  set(name, value, filename) {
    requireArguments('FormData.set', arguments, 2);
    const entry = entryOf(name, value, filename, 'set');
    const index = this.#entries.findIndex(([key]) => key === entry[0]);
    if (index < 0) {
      this.#entries.push(entry);
      return;
    }
    this.#entries = this.#entries.filter(([key], at) => at <= index || key !== entry[0]);
    this.#entries[index] = entry;
  }

  static { entriesOf = (data) => data.#entries; }
}

defineInterface('FormData', FormData);
defineIterable(FormData, (data) => entriesOf(data));

export { FormData };
