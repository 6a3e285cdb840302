// SPDX-License-Identifier: Apache-2.0
// Intl.RelativeTimeFormat for English.
import { joinParts, optionReader, resolveLocale } from './locale.js';
import { NumberFormat } from './number-format.js';

// unit: [long singular, long plural, short singular, short plural, narrow]
const units = {
  second: [' second', ' seconds', ' sec.', ' sec.', 's'],
  minute: [' minute', ' minutes', ' min.', ' min.', 'm'],
  hour: [' hour', ' hours', ' hr.', ' hr.', 'h'],
  day: [' day', ' days', ' day', ' days', 'd'],
  week: [' week', ' weeks', ' wk.', ' wk.', 'w'],
  month: [' month', ' months', ' mo.', ' mo.', 'mo'],
  quarter: [' quarter', ' quarters', ' qtr.', ' qtrs.', 'q'],
  year: [' year', ' years', ' yr.', ' yr.', 'y'],
};

const words = {
  day: { '-1': 'yesterday', 0: 'today', 1: 'tomorrow' },
  second: { 0: 'now' },
};

// "last week", "this week", "next week": hours and minutes have only the middle one.
function word(unit, value, style) {
  if (words[unit]) return words[unit][value];
  const isShort = unit === 'hour' || unit === 'minute';
  const adjective = { '-1': 'last', 0: 'this', 1: 'next' }[value];
  if (adjective === undefined || (isShort && value !== 0)) return undefined;
  const [long, , short] = units[unit];
  return adjective + (style === 'long' || isShort ? long : short);
}

function readUnit(unit) {
  const name = `${unit}`.replace(/s$/, '');
  if (Object.hasOwn(units, name)) return name;
  throw new RangeError(`Invalid unit argument for format() '${unit}'`);
}

const numberFormat = new NumberFormat('en-US');

export class RelativeTimeFormat {
  #options;
  constructor(locales, options) {
    const reader = optionReader(options, 'RelativeTimeFormat');
    this.#options = {
      locale: resolveLocale(locales),
      style: reader.string('style', ['long', 'short', 'narrow'], 'long'),
      numeric: reader.string('numeric', ['always', 'auto'], 'always'),
      numberingSystem: 'latn',
    };
  }
  formatToParts(value, unit) {
    const number = Number(value);
    const name = readUnit(unit);
    if (!Number.isFinite(number)) throw new RangeError('Invalid time value');
    const { style, numeric } = this.#options;
    const phrase = numeric === 'auto' ? word(name, number, style) : undefined;
    if (phrase !== undefined) return [{ type: 'literal', value: phrase }];
    const parts = numberFormat.formatToParts(Math.abs(number)).map((part) => ({ ...part, unit: name }));
    const isOne = joinParts(parts) === '1';
    const [one, other, shortOne, shortOther, narrow] = units[name];
    const suffix = { long: isOne ? one : other, short: isOne ? shortOne : shortOther, narrow }[style];
    if (number < 0 || Object.is(number, -0)) return [...parts, { type: 'literal', value: `${suffix} ago` }];
    return [{ type: 'literal', value: 'in ' }, ...parts, { type: 'literal', value: suffix }];
  }
  format(value, unit) { return joinParts(this.formatToParts(value, unit)); }
  resolvedOptions() { return { ...this.#options }; }
}
