// SPDX-License-Identifier: Apache-2.0
// String literals as Node prints them.

const shorthands = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', '\\': '\\\\' };
// eslint-disable-next-line no-control-regex
const unprintable = /[\x00-\x1f\x27\x5c\x7f-\x9f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function escape(character) {
  const code = character.charCodeAt(0);
  if (shorthands[character]) return shorthands[character];
  return code < 0x100 ? `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`
    : `\\u${code.toString(16).toUpperCase()}`;
}

// Single quotes, unless the text holds one and others need no escape.
export function quote(text) {
  let mark = "'";
  if (text.includes("'")) {
    if (!text.includes('"')) mark = '"';
    else if (!text.includes('`') && !text.includes('${')) mark = '`';
  }
  const body = text.replace(unprintable, (c) => (c === "'" ? (mark === "'" ? "\\'" : c) : escape(c)));
  return mark + body + mark;
}

export function quoteKey(key) {
  return /^[a-zA-Z_][a-zA-Z_0-9]*$/.test(key) ? key : quote(key);
}
