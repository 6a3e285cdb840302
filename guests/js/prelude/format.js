// SPDX-License-Identifier: Apache-2.0
// The text of console.log's arguments: printf-like when the first one holds a directive.
import { inspect } from './inspect.js';

function toNumber(value, parse) {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'symbol' || typeof value === 'object') return 'NaN';
  const number = parse(value);
  return Object.is(number, -0) ? '-0' : String(number);
}

function toText(value) {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Error || hasOwnToString(value)) return String(value);
  return inspect(value, { depth: 0, compact: 3 });
}

function hasOwnToString(value) {
  if (value instanceof Date) return true;
  const method = value.toString;
  return typeof method === 'function' && method !== Object.prototype.toString &&
    method !== Array.prototype.toString;
}

function toJson(value) {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof TypeError && /circular/.test(error.message)) return '[Circular]';
    throw error;
  }
}

const directives = {
  s: toText,
  d: (value) => toNumber(value, Number),
  i: (value) => toNumber(value, Number.parseInt),
  f: (value) => (typeof value === 'symbol' ? 'NaN' : String(Number.parseFloat(value))),
  j: toJson,
  o: (value) => inspect(value, { showHidden: true, depth: 4 }),
  O: (value) => inspect(value),
  c: () => '',
};

export function format(...args) {
  return formatWithOptions({}, ...args);
}

export function formatWithOptions(options, ...args) {
  let used = 0, text = '';
  if (typeof args[0] === 'string') {
    text = args[0];
    used = 1;
    if (args.length > 1 && text.includes('%')) {
      text = text.replace(/%([sdifjoOc%])/g, (all, letter) => {
        if (letter === '%') return '%';
        return used < args.length ? directives[letter](args[used++]) : all;
      });
    }
  }
  for (let i = used; i < args.length; i++) {
    if (i > 0) text += ' ';
    text += typeof args[i] === 'string' ? args[i] : inspect(args[i], options);
  }
  return text;
}
