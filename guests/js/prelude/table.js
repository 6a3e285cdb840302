// SPDX-License-Identifier: Apache-2.0
// console.table
import { inspect } from './inspect.js';

function cell(value) {
  return inspect(value, { depth: value !== null && typeof value === 'object' ? 0 : 2, breakLength: Infinity });
}

// Columns the text takes in a terminal, roughly: wide East Asian characters and emoji count two.
function width(text) {
  let n = 0;
  for (const character of text) {
    n += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/u.test(character) ? 2 : 1;
  }
  return n;
}

function draw(head, rows) {
  const widths = head.map((text, i) => Math.max(width(text), ...rows.map((row) => width(row[i]))) + 2);
  const line = (left, middle, right) => left + widths.map((n) => '─'.repeat(n)).join(middle) + right;
  const row = (cells) =>
    `│${cells.map((text, i) => ` ${text}${' '.repeat(widths[i] - width(text) - 1)}`).join('│')}│`;
  return [line('┌', '┬', '┐'), row(head), line('├', '┼', '┤'), ...rows.map(row),
    line('└', '┴', '┘')].join('\n');
}

function entriesOf(data) {
  if (data instanceof Map) return ['(iteration index)', [...data].map(([k, v], i) => [String(i), k, v])];
  if (data instanceof Set) return ['(iteration index)', [...data].map((v, i) => [String(i), v])];
  return ['(index)', Object.keys(data).map((key) => [key, data[key]])];
}

export function table(data, columns) {
  const [corner, entries] = entriesOf(data);
  if (data instanceof Map) {
    return draw([corner, 'Key', 'Values'], entries.map(([i, k, v]) => [i, cell(k), cell(v)]));
  }
  const keys = columns ? [...columns] : [];
  let hasValues = false;
  for (const [, value] of entries) {
    if (value === null || typeof value !== 'object') hasValues = true;
    else if (!columns) for (const key of Object.keys(value)) if (!keys.includes(key)) keys.push(key);
  }
  const rows = entries.map(([index, value]) => {
    const isObject = value !== null && typeof value === 'object';
    const cells = keys.map((key) => (isObject && Object.hasOwn(value, key) ? cell(value[key]) : ''));
    return [index, ...cells, ...(hasValues ? [isObject ? '' : cell(value)] : [])];
  });
  return draw([corner, ...keys, ...(hasValues ? ['Values'] : [])], rows);
}
