// SPDX-License-Identifier: Apache-2.0
// Values as text, in Node's form: what console.log prints for an object.
//
// Every kind of object gives a description { braces, base, output, isList }; reduce() then decides
// between one line and several, by the same rules as Node: at most three levels of nesting and
// about 76 columns on one line, long lists of short items in columns. Nothing here calls into the
// program except `nodejs.util.inspect.custom` methods and, for a class's name, `constructor`.
import { host } from './host.js';
import { quote, quoteKey } from './quote.js';

export const customInspect = Symbol.for('nodejs.util.inspect.custom');

const defaults = {
  depth: 2,
  breakLength: 80,
  compact: 3,
  maxArrayLength: 100,
  maxStringLength: 10000,
  showHidden: false,
  sorted: false,
  getters: false,
  customInspect: true,
};

const getOwn = Object.getOwnPropertyDescriptor;
const TypedArrayTag = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;

export function inspect(value, options, ...legacy) {
  if (typeof options === 'boolean') {
    options = { showHidden: options, depth: legacy[0] };
  }
  const state = {
    ...defaults, ...options, indentation: 0, currentDepth: 0, seen: [], circular: new Map(),
  };
  for (const key of ['depth', 'maxArrayLength', 'maxStringLength']) {
    if (state[key] === null) state[key] = Infinity;
    if (state[key] === undefined) state[key] = defaults[key];
  }
  return formatValue(state, value, 0, true);
}
inspect.custom = customInspect;
inspect.defaultOptions = defaults;

// -- primitives -------------------------------------------------------------------------------------

function formatNumber(value) {
  return Object.is(value, -0) ? '-0' : String(value);
}

function formatString(state, value) {
  let trailer = '';
  if (value.length > state.maxStringLength) {
    const more = value.length - state.maxStringLength;
    value = value.slice(0, state.maxStringLength);
    trailer = `... ${more} more character${more > 1 ? 's' : ''}`;
  }
  if (value.length > 16 && value.length > state.breakLength - state.indentation - 4 &&
      value.includes('\n')) {
    const indent = ' '.repeat(state.indentation + 2);
    return value.split(/(?<=\n)/).map(quote).join(` +\n${indent}`) + trailer;
  }
  return quote(value) + trailer;
}

function formatPrimitive(state, value) {
  switch (typeof value) {
    case 'string': return formatString(state, value);
    case 'number': return formatNumber(value);
    case 'bigint': return `${value}n`;
    case 'symbol': return Symbol.prototype.toString.call(value);
    default: return String(value);
  }
}

// -- names ------------------------------------------------------------------------------------------

// The name of the class whose prototype is nearest, or null without one.
function className(object) {
  for (let proto = object; proto; proto = Object.getPrototypeOf(proto)) {
    const descriptor = getOwn(proto, 'constructor');
    const constructor = descriptor?.value;
    if (typeof constructor === 'function' && constructor.name !== '' &&
        isPrototype(constructor.prototype, object)) {
      return String(constructor.name);
    }
  }
  return null;
}

function isPrototype(prototype, object) {
  return prototype && Object.prototype.isPrototypeOf.call(prototype, object);
}

function tagOf(object, name) {
  let tag;
  try {
    tag = object[Symbol.toStringTag];
  } catch {
    return '';
  }
  return typeof tag === 'string' && tag !== '' && tag !== name ? tag : '';
}

function prefix(name, tag, fallback, size = '') {
  const suffix = tag && tag !== name ? ` [${tag}]` : '';
  if (name === null && tag === 'Module') return '[Module: null prototype] ';
  if (name === null) return `[${fallback}${size}: null prototype]${suffix} `;
  return `${name}${size}${suffix} `;
}

// -- values -----------------------------------------------------------------------------------------

export function formatValue(state, value, depth, isTop = false) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) {
    return formatPrimitive(state, value);
  }
  let kind = host.kindOf(value);
  while (kind === 'Proxy') {
    value = host.proxyParts(value)[0];
    if (value === null) return '<Revoked Proxy>';
    if (typeof value === 'function') break;
    kind = host.kindOf(value);
  }
  const custom = state.customInspect && customText(state, value, depth);
  if (custom) return custom;
  if (state.seen.includes(value)) {
    if (!state.circular.has(value)) state.circular.set(value, state.circular.size + 1);
    return `[Circular *${state.circular.get(value)}]`;
  }
  return formatObject(state, value, kind, depth, isTop);
}

function customText(state, value, depth) {
  const method = value[customInspect];
  if (typeof method !== 'function' || method === inspect) return null;
  const { indentation, seen, circular, currentDepth, ...options } = state;
  const result = method.call(value, state.depth - depth, options, inspect);
  if (result === value) return null;
  if (typeof result === 'string') {
    return result.replaceAll('\n', `\n${' '.repeat(state.indentation)}`);
  }
  return formatValue(state, result, depth);
}

function formatObject(state, value, kind, depth) {
  const name = className(value);
  const tag = tagOf(value, name);
  const keys = visibleKeys(state, value, kind);
  const shape = describe(state, value, kind, name, tag, keys);
  if (shape.whole !== undefined) return shape.whole;
  if (depth > state.depth) {
    return `[${(prefix(name, tag, kind === 'Array' ? 'Array' : 'Object').slice(0, -1))}]`;
  }
  state.seen.push(value);
  state.currentDepth = depth;
  const output = shape.items ? shape.items(depth + 1) : [];
  for (const key of keys) output.push(formatProperty(state, value, key, depth + 1, false));
  for (const [key, inner] of shape.hidden ?? []) {
    output.push(`[${key}]: ${indented(state, () => formatValue(state, inner, depth + 1))}`);
  }
  state.seen.pop();
  if (state.circular.has(value)) {
    const reference = `<ref *${state.circular.get(value)}>`;
    if (shape.base) shape.base = `${reference} ${shape.base}`;
    else shape.braces = [`${reference} ${shape.braces[0]}`, shape.braces[1]];
  }
  if (state.sorted && !shape.isList) output.sort();
  return reduce(state, output, shape, depth, value);
}

function indented(state, format) {
  state.indentation += 2;
  try {
    return format();
  } finally {
    state.indentation -= 2;
  }
}

function visibleKeys(state, value, kind) {
  const keys = [];
  const isList = kind === 'Array' || kind === 'TypedArray';
  for (const key of Reflect.ownKeys(value)) {
    if (isList && typeof key === 'string' && (isIndex(key) || key === 'length')) continue;
    if (state.showHidden || getOwn(value, key)?.enumerable) keys.push(key);
  }
  return keys;
}

function isIndex(key) {
  return /^(0|[1-9]\d{0,9})$/.test(key) && Number(key) < 2 ** 32 - 1;
}

function formatProperty(state, object, key, depth, isItem) {
  const descriptor = getOwn(object, key);
  let text;
  if (descriptor?.get || descriptor?.set) {
    text = descriptor.get ? (descriptor.set ? '[Getter/Setter]' : '[Getter]') : '[Setter]';
    if (descriptor.get && state.getters) {
      const inner = indented(state, () => formatValue(state, descriptor.get.call(object), depth));
      text = `${text.slice(0, -1)}: ${inner}]`;
    }
  } else {
    text = indented(state, () => formatValue(state, descriptor ? descriptor.value : undefined, depth));
  }
  if (isItem) return text;
  const shown = typeof key === 'symbol' ? `[${key.toString()}]` : quoteKey(key);
  return descriptor?.enumerable === false ? `[${String(key)}]: ${text}` : `${shown}: ${text}`;
}

// -- kinds ------------------------------------------------------------------------------------------

// What is particular to a kind of object: { braces, base, items(depth), isList, hidden }, or
// { whole } for what never has members shown.
function describe(state, value, kind, name, tag, keys) {
  if (typeof value === 'function') return describeFunction(value, name, tag, keys);
  const special = kinds[kind];
  if (special) return special(state, value, name, tag, keys);
  const boxed = boxedPrimitive(value);
  if (boxed !== undefined) return describeBoxed(state, value, boxed, name, keys);
  return isArguments(value) ? describeArguments(state, value, keys)
    : describePlain(name, tag, keys);
}

function describePlain(name, tag, keys) {
  const plain = name === 'Object' && !tag;
  const open = plain ? '{' : `${prefix(name, tag, 'Object')}{`;
  return keys.length === 0 ? { whole: `${open}}` } : { braces: [open, '}'] };
}

// The items leave `keys`, which are shown after them.
function takeIndices(keys) {
  const indices = keys.filter((key) => typeof key === 'string' && isIndex(key));
  keys.splice(0, keys.length, ...keys.filter((key) => !indices.includes(key)));
  return indices;
}

function describeArguments(state, value, keys) {
  const indices = takeIndices(keys);
  return {
    braces: ['[Arguments] [', ']'],
    isList: true,
    items: (depth) => indices.map((key) => formatProperty(state, value, key, depth, true)),
  };
}

function isArguments(value) {
  return Object.prototype.toString.call(value) === '[object Arguments]';
}

function describeFunction(value, name, tag, keys) {
  const base = functionBase(value, name, tag);
  return keys.length === 0 ? { whole: base } : { braces: ['{', '}'], base };
}

function functionBase(value, name, tag) {
  const source = Function.prototype.toString.call(value);
  const own = getOwn(value, 'name');
  const label = typeof own?.value === 'string' && own.value ? own.value : '';
  if (/^class\b/.test(source)) {
    const parent = Object.getPrototypeOf(value);
    const heir = parent?.name ? ` extends ${parent.name}` : '';
    return `[class ${label || '(anonymous)'}${heir}]`;
  }
  let type = name?.endsWith('Function') ? name : tag || 'Function';
  if (name === null) type += ' (null prototype)';
  return label ? `[${type}: ${label}]` : `[${type} (anonymous)]`;
}

const boxes = [[Number, 'number'], [String, 'string'], [Boolean, 'boolean'], [BigInt, 'bigint'],
  [Symbol, 'symbol']];

function boxedPrimitive(value) {
  for (const [Class, type] of boxes) {
    if (!isPrototype(Class.prototype, value)) continue;
    try {
      const inner = Class.prototype.valueOf.call(value);
      if (typeof inner === type) return inner;
    } catch {
      continue;
    }
  }
  return undefined;
}

function describeBoxed(state, value, inner, name, keys) {
  if (typeof inner === 'string') takeIndices(keys);
  const type = typeof inner === 'bigint' ? 'BigInt'
    : (typeof inner)[0].toUpperCase() + (typeof inner).slice(1);
  const base = `[${type}${name !== type ? ` (${name})` : ''}: ${formatPrimitive(state, inner)}]`;
  return keys.length === 0 ? { whole: base } : { braces: ['{', '}'], base };
}

function more(count) {
  return `... ${count} more item${count > 1 ? 's' : ''}`;
}

function arrayItems(state, value, depth) {
  const output = [];
  const shown = Math.min(Math.max(0, state.maxArrayLength), value.length);
  let index = 0;
  while (output.length < shown && index < value.length) {
    if (getOwn(value, index)) {
      output.push(formatProperty(state, value, index, depth, true));
      index++;
      continue;
    }
    const next = nextIndex(value, index);
    output.push(`<${next - index} empty item${next - index > 1 ? 's' : ''}>`);
    index = next;
  }
  if (index < value.length) output.push(more(value.length - index));
  return output;
}

// The first index at or after `index` that exists, or the length.
function nextIndex(value, index) {
  if (value.length - index < 1000) {
    while (index < value.length && !getOwn(value, index)) index++;
    return index;
  }
  const found = Object.keys(value).find((key) => isIndex(key) && Number(key) >= index);
  return found === undefined ? value.length : Number(found);
}

function withBase(base, keys, rest = {}) {
  return keys.length === 0 && !rest.hidden?.length ? { whole: base }
    : { braces: ['{', '}'], base, ...rest };
}

function errorHead(value, name) {
  let stated = value.name, message = value.message;
  stated = typeof stated === 'string' ? stated : name ?? 'Error';
  message = message === undefined ? '' : String(message);
  // A class of its own that did not set `name`.
  if (name && stated === 'Error' && name !== 'Error' && name.endsWith('Error')) stated = name;
  return message ? `${stated}: ${message}` : stated;
}

// The frames of the program's own code.
function ownFrames(stack) {
  if (typeof stack !== 'string') return [];
  return stack.split('\n')
    .filter((line) => /^ {4}at .*:\d+:\d+\)?$/.test(line) && !/[( ]<(null|input)>/.test(line))
    .map((line) => line.replace(/at <eval> \((.*)\)$/, 'at $1'));
}

function describeError(state, value, name, tag, keys) {
  const head = errorHead(value, name);
  const frames = ownFrames(value.stack);
  const indent = ' '.repeat(state.indentation);
  const text = frames.length ? [head.replaceAll('\n', `\n${indent}`), ...frames.map((f) => indent + f)].join('\n')
    : `[${head}]`;
  const hidden = [];
  for (const key of ['cause', 'errors']) {
    const own = getOwn(value, key);
    if (own && !own.enumerable && 'value' in own) hidden.push([key, own.value]);
  }
  return withBase(text, keys.filter((key) => key !== 'stack' && key !== 'message'), { hidden });
}

function describePromise(state, value, name, tag) {
  const [status, inner] = host.promiseState(value);
  return {
    braces: [`${prefix(name, tag, 'Promise')}{`, '}'],
    items: (depth) => {
      if (status === 0) return ['<pending>'];
      const text = indented(state, () => formatValue(state, inner, depth));
      return [status === 2 ? `<rejected> ${text}` : text];
    },
  };
}

function describeArrayBuffer(state, value, name, tag) {
  const bytes = new Uint8Array(value);
  const shown = Array.from(bytes.subarray(0, 50), (b) => b.toString(16).padStart(2, '0')).join(' ');
  const rest = bytes.length > 50 ? ` ... ${bytes.length - 50} more byte${bytes.length > 51 ? 's' : ''}` : '';
  return {
    braces: [`${prefix(name, tag, 'ArrayBuffer')}{`, '}'],
    items: () => [`[Uint8Contents]: <${shown}${rest}>`, `byteLength: ${bytes.length}`],
  };
}

function describeUnknown(state, value, name, tag) {
  return { braces: [`${prefix(name, tag, 'Object')}{`, '}'], items: () => ['<items unknown>'] };
}

function limited(state, entries, format) {
  const shown = Math.min(state.maxArrayLength, entries.length);
  const output = entries.slice(0, shown).map((entry) => indented(state, () => format(entry)));
  if (entries.length > shown) output.push(more(entries.length - shown));
  return output;
}

const mapEntries = Map.prototype.entries, setValues = Set.prototype.values;

const kinds = {
  Array(state, value, name, tag, keys) {
    const lead = name === 'Array' && !tag ? '' : prefix(name, tag, 'Array', `(${value.length})`);
    if (value.length === 0 && keys.length === 0) return { whole: `${lead}[]` };
    return { braces: [`${lead}[`, ']'], isList: true, items: (depth) => arrayItems(state, value, depth) };
  },
  TypedArray(state, value, name, tag, keys) {
    const lead = prefix(name, tag, TypedArrayTag.call(value), `(${value.length})`);
    if (value.length === 0 && keys.length === 0) return { whole: `${lead}[]` };
    return {
      braces: [`${lead}[`, ']'],
      isList: true,
      items: () => {
        const shown = Math.min(state.maxArrayLength, value.length);
        const output = Array.from(value.subarray(0, shown), (item) => formatPrimitive(state, item));
        if (value.length > shown) output.push(more(value.length - shown));
        return output;
      },
    };
  },
  Map(state, value, name, tag, keys) {
    const entries = [...mapEntries.call(value)];
    const lead = `${prefix(name, tag, 'Map', `(${entries.length})`)}{`;
    if (entries.length === 0 && keys.length === 0) return { whole: `${lead}}` };
    return {
      braces: [lead, '}'],
      items: (depth) => limited(state, entries, ([key, item]) =>
        `${formatValue(state, key, depth)} => ${formatValue(state, item, depth)}`),
    };
  },
  Set(state, value, name, tag, keys) {
    const entries = [...setValues.call(value)];
    const lead = `${prefix(name, tag, 'Set', `(${entries.length})`)}{`;
    if (entries.length === 0 && keys.length === 0) return { whole: `${lead}}` };
    return {
      braces: [lead, '}'],
      items: (depth) => limited(state, entries, (item) => formatValue(state, item, depth)),
    };
  },
  Date(state, value, name, tag, keys) {
    const time = Date.prototype.getTime.call(value);
    const text = Number.isNaN(time) ? 'Invalid Date' : Date.prototype.toISOString.call(value);
    return withBase(name === 'Date' ? text : `${prefix(name, tag, 'Date')}${text}`, keys);
  },
  RegExp(state, value, name, tag, keys) {
    const text = RegExp.prototype.toString.call(value);
    return withBase(name === 'RegExp' ? text : `${prefix(name, tag, 'RegExp')}${text}`, keys);
  },
  Error: describeError,
  Promise: describePromise,
  ArrayBuffer: describeArrayBuffer,
  WeakMap: describeUnknown,
  WeakSet: describeUnknown,
  WeakRef(state, value, name, tag) {
    return {
      braces: [`${prefix(name, tag, 'WeakRef')}{`, '}'],
      items: (depth) => [indented(state, () => formatValue(state, value.deref(), depth))],
    };
  },
  DataView(state, value, name, tag) {
    return {
      braces: [`${prefix(name, tag, 'DataView')}{`, '}'],
      items: (depth) => [`byteLength: ${value.byteLength}`, `byteOffset: ${value.byteOffset}`,
        `buffer: ${indented(state, () => formatValue(state, value.buffer, depth))}`],
    };
  },
};

// -- lines ------------------------------------------------------------------------------------------

function reduce(state, output, { braces, base = '', isList = false }, depth, value) {
  const lead = base ? `${base} ` : '';
  if (state.compact === false || state.compact === 0) return severalLines(state, output, lead, braces);
  const entries = output.length;
  if (isList && entries > 6) output = group(state, output, value);
  if (state.currentDepth - depth < state.compact && entries === output.length) {
    const start = output.length + state.indentation + braces[0].length + base.length + 10;
    let total = output.length + start;
    for (const text of output) total += text.length;
    if (total <= state.breakLength && !base.includes('\n')) {
      const joined = output.join(', ');
      if (!joined.includes('\n')) return `${lead}${braces[0]} ${joined} ${braces[1]}`;
    }
  }
  return severalLines(state, output, lead, braces);
}

function severalLines(state, output, lead, braces) {
  const indent = `\n${' '.repeat(state.indentation)}`;
  return `${lead}${braces[0]}${indent}  ${output.join(`,${indent}  `)}${indent}${braces[1]}`;
}

// Items of a long list in columns, when they are short and of similar length.
function group(state, output, value) {
  const separator = 2;
  const count = output.length - (state.maxArrayLength < output.length ? 1 : 0);
  let total = 0, longest = 0;
  for (let i = 0; i < count; i++) {
    total += output[i].length + separator;
    longest = Math.max(longest, output[i].length);
  }
  const width = longest + separator;
  if (width * 3 + state.indentation >= state.breakLength || (total / width <= 5 && longest > 6)) {
    return output;
  }
  const bias = Math.sqrt(width - total / output.length);
  const biased = Math.max(width - 3 - bias, 1);
  const columns = Math.min(
    Math.round(Math.sqrt(2.5 * biased * count) / biased),
    Math.floor((state.breakLength - state.indentation) / width),
    state.compact * 4,
    15,
  );
  return columns <= 1 ? output : layOut(output, count, columns, value);
}

function layOut(output, count, columns, value) {
  const widths = [];
  for (let i = 0; i < columns; i++) {
    let widest = 0;
    for (let j = i; j < count; j += columns) widest = Math.max(widest, output[j].length);
    widths.push(widest + 2);
  }
  const alignRight = output.every((_, i) => typeof value[i] === 'number' || typeof value[i] === 'bigint');
  const lines = [];
  for (let i = 0; i < count; i += columns) {
    const end = Math.min(i + columns, count);
    let line = '';
    for (let j = i; j < end - 1; j++) {
      const cell = `${output[j]}, `;
      line += alignRight ? cell.padStart(widths[j - i]) : cell.padEnd(widths[j - i]);
    }
    const last = output[end - 1];
    lines.push(line + (alignRight ? last.padStart(widths[end - 1 - i] - 2) : last));
  }
  if (count < output.length) lines.push(output[count]);
  return lines;
}
