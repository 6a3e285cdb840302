// SPDX-License-Identifier: Apache-2.0
// Locale arguments and options, as every class of Intl reads them.

const tag = /^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z\d]{5,8}|\d[a-z\d]{3}))*(-[a-wyz\d](-[a-z\d]{2,8})+)*(-x(-[a-z\d]{1,8})+)?$/i;

function canonicalizeOne(locale) {
  if (typeof locale !== 'string' && (typeof locale !== 'object' || locale === null)) {
    throw new TypeError('Incorrect locale information provided');
  }
  const text = `${locale}`;
  if (!tag.test(text)) throw new RangeError('Incorrect locale information provided');
  const parts = text.toLowerCase().split('-');
  const end = parts.findIndex((part) => part.length === 1);
  return parts.map((part, i) => {
    if (i === 0 || (end >= 0 && i >= end)) return part;
    if (part.length === 4 && /^[a-z]/.test(part)) return part[0].toUpperCase() + part.slice(1);
    return part.length === 2 ? part.toUpperCase() : part;
  }).join('-');
}

export function canonicalize(locales) {
  if (locales === undefined) return [];
  if (locales === null) throw new TypeError('Cannot convert undefined or null to object');
  const list = typeof locales === 'string' ? [locales] : Array.from(locales);
  return [...new Set(list.map(canonicalizeOne))];
}

export const supportedLocales = (locales) => canonicalize(locales).filter((locale) => /^en\b/.test(locale));

// The locale in use: the first English one asked for, since English differs from en-US only in data
// that is not here; else en-US.
export function resolveLocale(locales) {
  return canonicalize(locales).length > 0 && supportedLocales(locales)[0] === 'en' ? 'en' : 'en-US';
}

export function optionsObject(options) {
  if (options === undefined) return Object.create(null);
  if (options === null) throw new TypeError('Cannot convert undefined or null to object');
  return Object(options);
}

// A reader of options of one class: string(name, allowed, fallback), number(name, min, max, fallback).
export function optionReader(options, className) {
  const read = optionsObject(options);
  return {
    raw: (name) => read[name],
    string(name, allowed, fallback) {
      if (read[name] === undefined) return fallback;
      const value = `${read[name]}`;
      if (allowed && !allowed.includes(value)) {
        throw new RangeError(`Value ${value} out of range for Intl.${className} options property ${name}`);
      }
      return value;
    },
    boolean(name, fallback) { return read[name] === undefined ? fallback : Boolean(read[name]); },
    number(name, min, max, fallback) {
      if (read[name] === undefined) return fallback;
      const value = Number(read[name]);
      if (!(value >= min && value <= max)) throw new RangeError(`${name} value is out of range.`);
      return Math.floor(value);
    },
  };
}

// An object with the members that are not undefined.
export function withoutUndefined(object) {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

export const joinParts = (parts) => parts.map((part) => part.value).join('');
