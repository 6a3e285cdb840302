// SPDX-License-Identifier: Apache-2.0
// Intl.PluralRules for English.
import { decimalOf, textOf } from './decimal.js';
import { optionReader, resolveLocale } from './locale.js';
import { readDigits, roundDigits } from './number-format.js';

// The category of a number as it is shown: "1" is one, "1.0" is other.
export function cardinal(integer, fraction) {
  return integer === '1' && fraction === '' ? 'one' : 'other';
}

function ordinal(integer, fraction) {
  if (fraction !== '') return 'other';
  const n = Number(integer.slice(-2));
  if (n >= 11 && n <= 13) return 'other';
  return ['other', 'one', 'two', 'few'][n % 10] ?? 'other';
}

export class PluralRules {
  #options;
  constructor(locales, options) {
    const reader = optionReader(options, 'PluralRules');
    const type = reader.string('type', ['cardinal', 'ordinal'], 'cardinal');
    const { roundingPriority, ...digits } = readDigits(reader, { style: 'decimal', notation: 'standard' });
    this.#options = {
      locale: resolveLocale(locales),
      type,
      ...digits,
      pluralCategories: type === 'ordinal' ? ['few', 'one', 'two', 'other'] : ['one', 'other'],
      roundingPriority,
    };
  }
  select(value) {
    const number = Number(value);
    if (!Number.isFinite(number)) return 'other';
    const [x, minFraction] = roundDigits(decimalOf(`${Math.abs(number)}`), this.#options);
    const [integer, fraction] = textOf(x, this.#options.minimumIntegerDigits, minFraction);
    return this.#options.type === 'ordinal' ? ordinal(integer, fraction) : cardinal(integer, fraction);
  }
  resolvedOptions() {
    const { roundingPriority, ...shown } = this.#options;
    return { ...shown, pluralCategories: [...shown.pluralCategories] };
  }
}
