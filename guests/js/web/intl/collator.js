// SPDX-License-Identifier: Apache-2.0
// Intl.Collator and the order behind localeCompare; the comparison itself is in C.
import { host } from '../../prelude/host.js';
import { optionReader, resolveLocale } from './locale.js';

const ACCENTS = 1;
const CASE = 2;
const NUMERIC = 4;
const UPPER_FIRST = 8;
const NO_PUNCTUATION = 16;

const sensitivities = { base: 0, accent: ACCENTS, case: CASE, variant: ACCENTS | CASE };

// Letters that sort as others but do not decompose. U+036F marks the difference.
const expansions = {
  ß: 's\u036fs', ẞ: 'S\u036fS', æ: 'a\u036fe', Æ: 'A\u036fE', œ: 'o\u036fe', Œ: 'O\u036fE',
  ø: 'o\u036f', Ø: 'O\u036f', ł: 'l\u036f', Ł: 'L\u036f', đ: 'd\u036f', Đ: 'D\u036f', ð: 'd\u036f',
  Ð: 'D\u036f', ħ: 'h\u036f', Ħ: 'H\u036f', ı: 'i\u036f', þ: 't\u036fh', Þ: 'T\u036fH',
};

function decompose(text) {
  if (/^[\0-\x7f]*$/.test(text)) return text;
  return text.normalize('NFD').replace(/[ßẞæÆœŒøØłŁđĐðÐħĦıþÞ]/g, (letter) => expansions[letter]);
}

// The flags of the default order.
export const defaultFlags = ACCENTS | CASE;

export function compareText(a, b, flags) {
  return host.collate(decompose(a), decompose(b), flags);
}

export class Collator {
  #options;
  #flags;
  #compare;
  constructor(locales, options) {
    const reader = optionReader(options, 'Collator');
    const read = this.#options = {
      locale: resolveLocale(locales),
      usage: reader.string('usage', ['sort', 'search'], 'sort'),
      sensitivity: reader.string('sensitivity', Object.keys(sensitivities), 'variant'),
      ignorePunctuation: reader.boolean('ignorePunctuation', false),
      collation: 'default',
      numeric: reader.boolean('numeric', false),
      caseFirst: reader.string('caseFirst', ['upper', 'lower', 'false'], 'false'),
    };
    this.#flags = sensitivities[read.sensitivity] | (read.numeric && NUMERIC) |
      (read.caseFirst === 'upper' && UPPER_FIRST) | (read.ignorePunctuation && NO_PUNCTUATION);
  }
  get compare() {
    this.#compare ??= Object.defineProperty(
      (a, b) => compareText(`${a}`, `${b}`, this.#flags), 'name', { value: '' });
    return this.#compare;
  }
  resolvedOptions() { return { ...this.#options }; }
}
