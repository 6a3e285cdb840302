// SPDX-License-Identifier: Apache-2.0
// Intl.ListFormat for English.
import { joinParts, optionReader, resolveLocale } from './locale.js';

// [between items, between two items, before the last of three or more]
const patterns = {
  conjunction: {
    long: [', ', ' and ', ', and '], short: [', ', ' & ', ', & '], narrow: [', ', ', ', ', '],
  },
  disjunction: {
    long: [', ', ' or ', ', or '], short: [', ', ' or ', ', or '], narrow: [', ', ' or ', ', or '],
  },
  unit: { long: [', ', ', ', ', '], short: [', ', ', ', ', '], narrow: [' ', ' ', ' '] },
};

export class ListFormat {
  #options;
  constructor(locales, options) {
    const reader = optionReader(options, 'ListFormat');
    this.#options = {
      locale: resolveLocale(locales),
      type: reader.string('type', ['conjunction', 'disjunction', 'unit'], 'conjunction'),
      style: reader.string('style', ['long', 'short', 'narrow'], 'long'),
    };
  }
  formatToParts(list = []) {
    const items = Array.from(list, (value) => {
      if (typeof value !== 'string') throw new TypeError('Iterable yielded a non-String value');
      return { type: 'element', value };
    });
    const [between, two, last] = patterns[this.#options.type][this.#options.style];
    return items.flatMap((item, i) => {
      if (i === 0) return [item];
      const isLast = i === items.length - 1;
      const value = items.length === 2 ? two : isLast ? last : between;
      return [{ type: 'literal', value }, item];
    });
  }
  format(list) { return joinParts(this.formatToParts(list)); }
  resolvedOptions() { return { ...this.#options }; }
}
