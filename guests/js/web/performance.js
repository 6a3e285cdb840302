// SPDX-License-Identifier: Apache-2.0
// performance: now, timeOrigin, marks and measures. Its time starts when it is first asked for, so
// that a program which never asks does not read the clock.
import { defineGlobals } from '../prelude/define.js';
import { host } from '../prelude/host.js';
import { EventTarget } from './event.js';
import { defineInterface, requireArguments, typeError } from './interface.js';

const key = Symbol('construct');
let originMs;

function now() {
  const ms = Number(host.now()) / 1e6;
  originMs ??= ms;
  return ms - originMs;
}

class PerformanceEntry {
  #fields;
  constructor(token, fields) {
    if (token !== key) throw typeError('ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
    this.#fields = fields;
  }
  get name() { return this.#fields.name; }
  get entryType() { return this.#fields.entryType; }
  get startTime() { return this.#fields.startTime; }
  get duration() { return this.#fields.duration; }
  get detail() { return this.#fields.detail; }
  toJSON() {
    const { name, entryType, startTime, duration, detail } = this;
    return { name, entryType, startTime, duration, detail };
  }
}

class PerformanceMark extends PerformanceEntry {
  constructor(name, options) {
    requireArguments('PerformanceMark', arguments, 1);
    const startTime = options?.startTime ?? now();
    if (startTime < 0) {
      throw typeError('ERR_PERFORMANCE_INVALID_TIMESTAMP', `${startTime} is not a valid timestamp`);
    }
    const detail = structuredClone(options?.detail ?? null);
    super(key, { name: `${name}`, entryType: 'mark', startTime, duration: 0, detail });
  }
}

class PerformanceMeasure extends PerformanceEntry {}

let entries = [];

function timeOf(mark) {
  if (typeof mark === 'number') return mark;
  const found = entries.findLast((entry) => entry.entryType === 'mark' && entry.name === `${mark}`);
  if (found) return found.startTime;
  throw new DOMException(`The "${mark}" performance mark has not been set`, 'SyntaxError');
}

function measureTimes(startOrOptions, endMark) {
  const isOptions = startOrOptions !== null && typeof startOrOptions === 'object';
  const { start, end, duration, detail } = isOptions ? startOrOptions : { start: startOrOptions };
  const endPoint = isOptions ? end : endMark;
  let endTime = endPoint === undefined ? undefined : timeOf(endPoint);
  if (endTime === undefined) {
    endTime = start !== undefined && duration !== undefined ? timeOf(start) + duration : now();
  }
  let startTime = 0;
  if (start !== undefined) startTime = timeOf(start);
  else if (duration !== undefined) startTime = endTime - duration;
  return { startTime, duration: endTime - startTime, detail: structuredClone(detail ?? null) };
}

class Performance extends EventTarget {
  constructor(token) {
    if (token !== key) throw typeError('ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
    super();
  }
  get timeOrigin() {
    now();
    return originMs;
  }
  now() { return now(); }
  mark(name, options) {
    const entry = new PerformanceMark(...arguments);
    entries.push(entry);
    return entry;
  }
  measure(name, startOrOptions, endMark) {
    requireArguments('performance.measure', arguments, 1);
    const times = measureTimes(startOrOptions, endMark);
    const entry = new PerformanceMeasure(key, { name: `${name}`, entryType: 'measure', ...times });
    entries.push(entry);
    return entry;
  }
  getEntries() { return entries.toSorted((a, b) => a.startTime - b.startTime); }
  getEntriesByName(name, type) {
    return this.getEntries().filter((entry) => entry.name === `${name}` &&
      (type === undefined || entry.entryType === type));
  }
  getEntriesByType(type) { return this.getEntries().filter((entry) => entry.entryType === type); }
  clearMarks(name) { this.#clear('mark', name); }
  clearMeasures(name) { this.#clear('measure', name); }
  #clear(type, name) {
    entries = entries.filter((entry) => entry.entryType !== type ||
      (name !== undefined && entry.name !== `${name}`));
  }
  toJSON() { return { timeOrigin: this.timeOrigin }; }
}

defineInterface('PerformanceEntry', PerformanceEntry);
defineInterface('PerformanceMark', PerformanceMark);
defineInterface('PerformanceMeasure', PerformanceMeasure);
defineInterface('Performance', Performance);
delete globalThis.performance; // the engine's own, whose time starts with the image
defineGlobals({ performance: new Performance(key) });
