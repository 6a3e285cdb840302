// SPDX-License-Identifier: Apache-2.0
// Intl.NumberFormat (https://tc39.es/ecma402/#numberformat-objects).
import { decimalOf, magnitudeOf, rounded, scaled, textOf } from './decimal.js';
import { joinParts, optionReader, resolveLocale, withoutUndefined } from './locale.js';
import { compactSteps, currencyDigits, currencyText, isUnit, unitText } from './number-data.js';

const roundingModes = ['ceil', 'floor', 'expand', 'trunc', 'halfCeil', 'halfFloor', 'halfExpand',
  'halfTrunc', 'halfEven'];

// -- options ----------------------------------------------------------------------------------------

function readCurrency(options, style) {
  const currency = options.string('currency');
  if (currency !== undefined && !/^[a-z]{3}$/i.test(currency)) {
    throw new RangeError(`Invalid currency code : ${currency}`);
  }
  if (style !== 'currency') return {};
  if (currency === undefined) throw new TypeError('Currency code is required with currency style.');
  return {
    currency: currency.toUpperCase(),
    currencyDisplay: options.string('currencyDisplay', ['code', 'symbol', 'narrowSymbol', 'name'], 'symbol'),
    currencySign: options.string('currencySign', ['standard', 'accounting'], 'standard'),
  };
}

function readUnit(options, style) {
  const unit = options.string('unit');
  if (unit !== undefined && !isUnit(unit)) {
    throw new RangeError(`Invalid unit argument for Intl.NumberFormat() '${unit}'`);
  }
  if (style !== 'unit') return {};
  if (unit === undefined) throw new TypeError("Invalid unit argument for Intl.NumberFormat() ''");
  return { unit, unitDisplay: options.string('unitDisplay', ['short', 'narrow', 'long'], 'short') };
}

function defaultFractionDigits({ style, notation, currency }) {
  if (style === 'currency' && notation === 'standard') {
    return [currencyDigits(currency), currencyDigits(currency)];
  }
  return [0, style === 'percent' ? 0 : 3];
}

function readFractionDigits(options, [minDefault, maxDefault]) {
  let min = options.number('minimumFractionDigits', 0, 100);
  let max = options.number('maximumFractionDigits', 0, 100);
  if (min === undefined) min = Math.min(minDefault, max ?? minDefault);
  else if (max === undefined) max = Math.max(maxDefault, min);
  max ??= maxDefault;
  if (min > max) throw new RangeError('maximumFractionDigits value is out of range.');
  return { minimumFractionDigits: min, maximumFractionDigits: max };
}

// The digit options that PluralRules has too.
export function readDigits(options, kind) {
  const minimumIntegerDigits = options.number('minimumIntegerDigits', 1, 21, 1);
  const fraction = readFractionDigits(options, defaultFractionDigits(kind));
  const min = options.number('minimumSignificantDigits', 1, 21);
  const max = options.number('maximumSignificantDigits', min ?? 1, 21);
  const priority = options.string('roundingPriority', ['auto', 'morePrecision', 'lessPrecision'], 'auto');
  const hasSignificant = min !== undefined || max !== undefined;
  const significant = { minimumSignificantDigits: min ?? 1, maximumSignificantDigits: max ?? 21 };
  if (priority !== 'auto') {
    return { minimumIntegerDigits, ...fraction, ...significant, roundingPriority: priority };
  }
  if (hasSignificant) return { minimumIntegerDigits, ...significant, roundingPriority: 'auto' };
  const hasFraction = options.raw('minimumFractionDigits') !== undefined ||
    options.raw('maximumFractionDigits') !== undefined;
  if (kind.notation === 'compact' && !hasFraction) {
    return {
      minimumIntegerDigits, minimumSignificantDigits: 1, maximumSignificantDigits: 2,
      minimumFractionDigits: 0, maximumFractionDigits: 0, roundingPriority: 'morePrecision',
    };
  }
  return { minimumIntegerDigits, ...fraction, roundingPriority: 'auto' };
}

function readGrouping(options, notation) {
  const fallback = notation === 'compact' ? 'min2' : 'auto';
  const value = options.raw('useGrouping');
  if (value === undefined || value === 'true' || value === 'false') return fallback;
  if (value === true) return 'always';
  if (!value) return false;
  return options.string('useGrouping', ['min2', 'auto', 'always']);
}

function readOptions(locales, given) {
  const options = optionReader(given, 'NumberFormat');
  const style = options.string('style', ['decimal', 'percent', 'currency', 'unit'], 'decimal');
  const currency = readCurrency(options, style);
  const unit = readUnit(options, style);
  const notation = options.string('notation', ['standard', 'scientific', 'engineering', 'compact'], 'standard');
  const { roundingPriority, ...digits } = readDigits(options, { style, notation, ...currency });
  const compactDisplay = options.string('compactDisplay', ['short', 'long'], 'short');
  return withoutUndefined({
    locale: resolveLocale(locales),
    numberingSystem: 'latn',
    style,
    ...currency,
    ...unit,
    ...digits,
    useGrouping: readGrouping(options, notation),
    notation,
    compactDisplay: notation === 'compact' ? compactDisplay : undefined,
    signDisplay: options.string('signDisplay', ['auto', 'never', 'always', 'exceptZero', 'negative'], 'auto'),
    roundingMode: options.string('roundingMode', roundingModes, 'halfExpand'),
    roundingIncrement: 1,
    trailingZeroDisplay: options.string('trailingZeroDisplay', ['auto', 'stripIfInteger'], 'auto'),
    roundingPriority,
  });
}

// -- rounding ---------------------------------------------------------------------------------------

// [rounded number, least number of fraction digits to show]
export function roundDigits(x, options) {
  const mode = options.roundingMode ?? 'halfExpand';
  const byFraction = () => [rounded(x, -options.maximumFractionDigits, mode), options.minimumFractionDigits];
  const power = magnitudeOf(x) - (options.maximumSignificantDigits ?? 0) + 1;
  const bySignificant = () => {
    const result = rounded(x, power, mode);
    return [result, Math.max(options.minimumSignificantDigits - 1 - magnitudeOf(result), 0)];
  };
  if (options.maximumSignificantDigits === undefined) return byFraction();
  if (options.roundingPriority === 'auto') return bySignificant();
  const isFiner = power <= -options.maximumFractionDigits;
  return isFiner === (options.roundingPriority === 'morePrecision') ? bySignificant() : byFraction();
}

function exponentFor(x, notation) {
  const magnitude = magnitudeOf(x);
  switch (notation) {
    case 'scientific': return magnitude;
    case 'engineering': return Math.floor(magnitude / 3) * 3;
    case 'compact': return Math.min(Math.max(Math.floor(magnitude / 3) * 3, 0), 12);
    default: return 0;
  }
}

// Rounding may carry into the next power of ten: 999,999 is 1M, not 1000K.
function roundForNotation(x, options) {
  const exponent = exponentFor(x, options.notation);
  const [result, minFraction] = roundDigits(scaled(x, -exponent), options);
  const carried = exponentFor(scaled(result, exponent), options.notation);
  if (carried === exponent || result.digits === '') return { x: result, minFraction, exponent };
  const [again, minAgain] = roundDigits(scaled(x, -carried), options);
  return { x: again, minFraction: minAgain, exponent: carried };
}

// -- parts ------------------------------------------------------------------------------------------

function groupParts(integer, useGrouping) {
  const isGrouped = useGrouping !== false && integer.length > (useGrouping === 'min2' ? 4 : 3);
  if (!isGrouped) return [{ type: 'integer', value: integer }];
  const groups = integer.match(/\d{1,3}(?=(\d{3})*$)/g);
  return groups.flatMap((value, i) => (i === 0 ? [] : [{ type: 'group', value: ',' }])
    .concat({ type: 'integer', value }));
}

function exponentParts(exponent, { notation, compactDisplay }) {
  if (notation === 'standard') return [];
  if (notation === 'compact') {
    const step = compactSteps.find(([power]) => power === exponent);
    if (!step) return [];
    if (compactDisplay === 'short') return [{ type: 'compact', value: step[1] }];
    return [{ type: 'literal', value: ' ' }, { type: 'compact', value: step[2] }];
  }
  const parts = [{ type: 'exponentSeparator', value: 'E' }];
  if (exponent < 0) parts.push({ type: 'exponentMinusSign', value: '-' });
  parts.push({ type: 'exponentInteger', value: `${Math.abs(exponent)}` });
  return parts;
}

// { parts, isZero, isOne } of a number without its sign.
function magnitudeParts(value, options) {
  if (value.isNaN) return { parts: [{ type: 'nan', value: 'NaN' }], isZero: true };
  if (value.isInfinite) return { parts: [{ type: 'infinity', value: '∞' }] };
  const { x, minFraction, exponent } = roundForNotation(value, options);
  const [integer, shown] = textOf(x, options.minimumIntegerDigits, minFraction);
  const fraction = options.trailingZeroDisplay === 'stripIfInteger' && /^0*$/.test(shown) ? '' : shown;
  const parts = groupParts(integer, options.useGrouping);
  if (fraction !== '') parts.push({ type: 'decimal', value: '.' }, { type: 'fraction', value: fraction });
  parts.push(...exponentParts(exponent, options));
  const isOne = integer === '1' && fraction === '' && exponent === 0;
  return { parts, isZero: x.digits === '', isOne };
}

function signFor(isNegative, isZero, display) {
  const negative = isNegative ? '-' : '';
  switch (display) {
    case 'never': return '';
    case 'always': return isNegative ? '-' : '+';
    case 'exceptZero': return isZero ? '' : negative || '+';
    case 'negative': return isZero ? '' : negative;
    default: return negative;
  }
}

function currencyParts(parts, isOne, { currency, currencyDisplay, notation, compactDisplay }) {
  const value = currencyText(currency, currencyDisplay, isOne);
  if (currencyDisplay === 'name') {
    return [...parts, { type: 'literal', value: ' ' }, { type: 'currency', value }];
  }
  const isSpaced = /[\p{L}]$/u.test(value);
  const short = notation === 'compact' && compactDisplay === 'long'
    ? parts.map((part) => (part.type === 'compact' ? { ...part, value: shortOf(part.value) } : part))
      .filter((part) => part.type !== 'literal')
    : parts;
  return [{ type: 'currency', value }, ...isSpaced ? [{ type: 'literal', value: '\u00a0' }] : [], ...short];
}

// Amounts have no long compact form.
const shortOf = (long) => compactSteps.find((step) => step[2] === long)[1];

function unitParts(parts, isOne, { unit, unitDisplay }) {
  const text = unitText(unit, unitDisplay, isOne);
  const name = text.trimStart();
  const space = name.length < text.length ? [{ type: 'literal', value: ' ' }] : [];
  const type = unit === 'percent' && name === '%' ? 'percentSign' : 'unit';
  return [...parts, ...space, { type, value: name }];
}

function partsOf(value, options) {
  const { parts, isZero = false, isOne = false } = magnitudeParts(value, options);
  const sign = signFor(value.negative, isZero, options.signDisplay);
  let result = parts;
  if (options.style === 'percent') result = [...parts, { type: 'percentSign', value: '%' }];
  if (options.style === 'currency') result = currencyParts(parts, isOne, options);
  if (options.style === 'unit') result = unitParts(parts, isOne, options);
  if (sign === '') return result;
  if (sign === '-' && options.currencySign === 'accounting' && options.currencyDisplay !== 'name') {
    return [{ type: 'literal', value: '(' }, ...result, { type: 'literal', value: ')' }];
  }
  return [{ type: sign === '-' ? 'minusSign' : 'plusSign', value: sign }, ...result];
}

// -- values -----------------------------------------------------------------------------------------

const decimalText = /^\s*-?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?\s*$/i;

function textOfNumber(value) {
  if (typeof value === 'bigint') return `${value}`;
  if (typeof value === 'string' && decimalText.test(value)) return value.trim();
  return Object.is(value, -0) ? '-0' : `${Number(value)}`;
}

function readNumber(value, style) {
  const primitive = typeof value === 'object' && value !== null ? toPrimitive(value) : value;
  const text = textOfNumber(primitive);
  if (text === 'NaN') return { isNaN: true, negative: false };
  if (text.endsWith('Infinity')) return { isInfinite: true, negative: text[0] === '-' };
  const x = decimalOf(text);
  return style === 'percent' ? scaled(x, 2) : x;
}

function toPrimitive(value) {
  const primitive = value[Symbol.toPrimitive]?.('number') ?? value.valueOf();
  return typeof primitive === 'object' ? Number(value) : primitive;
}

class NumberFormatClass {
  #options;
  #format;
  constructor(locales, options) { this.#options = readOptions(locales, options); }
  get format() {
    this.#format ??= Object.defineProperty(
      (value) => joinParts(this.formatToParts(value)), 'name', { value: '' });
    return this.#format;
  }
  formatToParts(value) { return partsOf(readNumber(value, this.#options.style), this.#options); }
  resolvedOptions() { return { ...this.#options }; }
}

// Callable without `new`, as the standard has it for this class and DateTimeFormat.
export function NumberFormat(locales, options) {
  return Reflect.construct(NumberFormatClass, [locales, options], new.target ?? NumberFormat);
}
NumberFormat.prototype = NumberFormatClass.prototype;
Object.defineProperty(NumberFormat, 'prototype', { writable: false });
Object.defineProperty(NumberFormat.prototype, 'constructor', {
  value: NumberFormat, writable: true, configurable: true,
});
