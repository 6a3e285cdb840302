// SPDX-License-Identifier: Apache-2.0
// Intl for one locale, en-US, with the results of Node 20. Any other well-formed locale is accepted
// and treated as en-US, as the standard allows where a locale's data is missing; resolvedOptions()
// says so.
import { defineGlobals } from '../../prelude/define.js';
import { Collator } from './collator.js';
import { DateTimeFormat } from './date-format.js';
import { ListFormat } from './list-format.js';
import { canonicalize, supportedLocales } from './locale.js';
import { NumberFormat } from './number-format.js';
import { PluralRules } from './plural-rules.js';
import { RelativeTimeFormat } from './relative-format.js';
import './to-locale-string.js';

const Intl = {};
const hidden = (value) => ({ value, writable: true, configurable: true });

const classes = { Collator, DateTimeFormat, ListFormat, NumberFormat, PluralRules, RelativeTimeFormat };
for (const [name, cls] of Object.entries(classes)) {
  Object.defineProperty(Intl, name, hidden(cls));
  Object.defineProperty(cls, 'name', { value: name, configurable: true });
  Object.defineProperty(cls, 'length', { value: 0, configurable: true });
  Object.defineProperty(cls, 'supportedLocalesOf', hidden({
    supportedLocalesOf(locales) { return supportedLocales(locales); },
  }.supportedLocalesOf));
  Object.defineProperty(cls.prototype, Symbol.toStringTag, { value: `Intl.${name}`, configurable: true });
}
Object.defineProperty(Intl, 'getCanonicalLocales', hidden(function getCanonicalLocales(locales) {
  return canonicalize(locales);
}));
Object.defineProperty(Intl, Symbol.toStringTag, { value: 'Intl', configurable: true });
defineGlobals({ Intl });
