// SPDX-License-Identifier: Apache-2.0
// console: each call becomes one log line of the host, with its level.
import { defineGlobals } from './define.js';
import { format } from './format.js';
import { host } from './host.js';
import { inspect } from './inspect.js';
import { table } from './table.js';

const DEBUG = 0, INFO = 1, WARN = 2, ERROR = 3;
let indent = '';
const counts = new Map(), timers = new Map();

function emit(level, text) {
  host.log(level, indent ? indent + text.replaceAll('\n', `\n${indent}`) : text);
}

function milliseconds() {
  return Number(host.now() / 1000n) / 1000;
}

function duration(ms) {
  if (ms < 1000) return `${ms}ms`;
  if (ms < 60000) return `${(ms / 1000).toFixed(3)}s`;
  return `${(ms / 60000).toFixed(3)}m`;
}

function elapsed(label) {
  if (timers.has(label)) return duration(milliseconds() - timers.get(label));
  emit(WARN, `No such label '${label}' for console.time()`);
  return undefined;
}

function callerFrames(skip) {
  const holder = {};
  Error.captureStackTrace(holder, skip);
  return String(holder.stack).split('\n').filter((line) => /:\d+:\d+\)?$/.test(line)).join('\n');
}

const methods = {
  log: (...args) => emit(INFO, format(...args)),
  info: (...args) => emit(INFO, format(...args)),
  debug: (...args) => emit(DEBUG, format(...args)),
  warn: (...args) => emit(WARN, format(...args)),
  error: (...args) => emit(ERROR, format(...args)),
  trace(...args) {
    const head = args.length ? `Trace: ${format(...args)}` : 'Trace';
    emit(ERROR, `${head}\n${callerFrames(methods.trace)}`.trimEnd());
  },
  dir: (value, options) => emit(INFO, inspect(value, { customInspect: false, ...options })),
  dirxml: (...args) => emit(INFO, format(...args)),
  assert(condition, ...args) {
    if (condition) return;
    if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`;
    else args.unshift('Assertion failed');
    emit(WARN, format(...args));
  },
  count(label = 'default') {
    const key = String(label), n = (counts.get(key) ?? 0) + 1;
    counts.set(key, n);
    emit(INFO, `${key}: ${n}`);
  },
  countReset(label = 'default') {
    if (!counts.delete(String(label))) emit(WARN, `Count for '${label}' does not exist`);
  },
  group(...args) {
    if (args.length) methods.log(...args);
    indent += '  ';
  },
  groupCollapsed: (...args) => methods.group(...args),
  groupEnd() {
    indent = indent.slice(2);
  },
  table(data, columns) {
    emit(INFO, data !== null && typeof data === 'object' ? table(data, columns) : format(data));
  },
  time(label = 'default') {
    const key = String(label);
    if (timers.has(key)) emit(WARN, `Label '${key}' already exists for console.time()`);
    else timers.set(key, milliseconds());
  },
  timeLog(label = 'default', ...args) {
    const text = elapsed(String(label));
    if (text !== undefined) emit(INFO, format(`${label}: ${text}`, ...args));
  },
  timeEnd(label = 'default') {
    const text = elapsed(String(label));
    if (text === undefined) return;
    timers.delete(String(label));
    emit(INFO, `${label}: ${text}`);
  },
};

export const console = Object.assign(Object.create({}), methods);
Object.defineProperty(console, Symbol.toStringTag, { value: 'console', configurable: true });
defineGlobals({ console });
