// SPDX-License-Identifier: Apache-2.0
// toLocaleString and its like on the built-in classes. The formatters for calls without options are
// made once.
import { Collator, compareText, defaultFlags } from './collator.js';
import { dateFormatFor } from './date-format.js';
import { NumberFormat } from './number-format.js';
import { canonicalize } from './locale.js';

function define(cls, methods) {
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(cls.prototype, name, { value, writable: true, configurable: true });
  }
}

const plainNumber = new NumberFormat('en-US');

function formatNumber(value, locales, options) {
  const isPlain = locales === undefined && options === undefined;
  return (isPlain ? plainNumber : new NumberFormat(locales, options)).format(value);
}

const numberValue = Number.prototype.valueOf;
const bigintValue = BigInt.prototype.valueOf;
const dateValue = Date.prototype.getTime;

define(Number, {
  toLocaleString(locales, options) { return formatNumber(numberValue.call(this), locales, options); },
});
Object.defineProperty(Number.prototype.toLocaleString, 'length', { value: 0 });

define(BigInt, {
  toLocaleString(locales, options) { return formatNumber(bigintValue.call(this), locales, options); },
});
Object.defineProperty(BigInt.prototype.toLocaleString, 'length', { value: 0 });

const kinds = {
  toLocaleString: ['any', 'all'],
  toLocaleDateString: ['date', 'date'],
  toLocaleTimeString: ['time', 'time'],
};
for (const [name, [required, defaults]] of Object.entries(kinds)) {
  const plain = dateFormatFor(undefined, undefined, required, defaults);
  define(Date, {
    [name](locales, options) {
      const ms = dateValue.call(this);
      if (Number.isNaN(ms)) return 'Invalid Date';
      if (locales === undefined && options === undefined) return plain.format(ms);
      return dateFormatFor(locales, options, required, defaults).format(ms);
    },
  });
  Object.defineProperty(Date.prototype[name], 'length', { value: 0 });
}

define(String, {
  localeCompare(that, locales, options) {
    if (this === null || this === undefined) {
      throw new TypeError('String.prototype.localeCompare called on null or undefined');
    }
    const [a, b] = [`${this}`, `${that}`];
    if (options === undefined) {
      if (locales !== undefined) canonicalize(locales);
      return compareText(a, b, defaultFlags);
    }
    return new Collator(locales, options).compare(a, b);
  },
});
Object.defineProperty(String.prototype.localeCompare, 'length', { value: 1 });
