// SPDX-License-Identifier: Apache-2.0
// performance, and the properties of the globals. The expected values are Node's.
let checks = 0;
const show = (value) => (typeof value === 'string' ? value : JSON.stringify(value) ?? String(value));
function is(actual, expected, what = '') {
  checks++;
  if (typeof actual === typeof expected && show(actual) === show(expected)) return;
  throw new Error(`${what}: got ${show(actual)}, expected ${show(expected)}`);
}
function fails(run, name, what = `${run}`) {
  checks++;
  try {
    run();
  } catch (error) {
    if (error.name === name) return;
    throw new Error(`${what}: threw ${error.name} (${error.message}), expected ${name}`);
  }
  throw new Error(`${what}: did not throw ${name}`);
}
async function rejects(promise, name, what = name) {
  checks++;
  try {
    await promise;
  } catch (error) {
    if (error.name === name) return error;
    throw new Error(`${what}: rejected with ${error.name} (${error.message}), expected ${name}`);
  }
  throw new Error(`${what}: was not rejected with ${name}`);
}

async function main() {
  const start = performance.now();
  is(typeof start, 'number');
  is(start >= 0, true);
  await new Promise((resolve) => { setTimeout(resolve, 5); });
  is(performance.now() > start, true);
  is(Math.abs(performance.timeOrigin + performance.now() - Date.now()) < 1000, true);
  const mark = performance.mark('a', { detail: { x: 1 } });
  is([mark.name, mark.entryType, mark.duration, mark.detail], ['a', 'mark', 0, { x: 1 }]);
  is(performance.mark('b', { startTime: 5 }).startTime, 5);
  performance.mark('c', { startTime: 15 });
  const measure = performance.measure('m', 'b', 'c');
  is([measure.name, measure.entryType, measure.startTime, measure.duration], ['m', 'measure', 5, 10]);
  is(performance.measure('n', { start: 2, end: 5 }).duration, 3);
  is(performance.measure('o', { start: 2, duration: 4, detail: 'd' }).toJSON(),
    { name: 'o', entryType: 'measure', startTime: 2, duration: 4, detail: 'd' });
  is(performance.measure('p', 'b').startTime, 5);
  is(performance.getEntriesByType('measure').length, 4);
  is(performance.getEntriesByName('b').length, 1);
  is(performance.getEntriesByName('b', 'measure').length, 0);
  is(performance.getEntries().length, 7);
  performance.clearMarks('a');
  is(performance.getEntriesByType('mark').length, 2);
  performance.clearMarks();
  performance.clearMeasures();
  is(performance.getEntries().length, 0);
  fails(() => performance.measure('x', 'missing'), 'SyntaxError');
  fails(() => performance.mark(), 'TypeError');
  fails(() => performance.mark('x', { startTime: -1 }), 'TypeError');
  fails(() => new PerformanceEntry(), 'TypeError');

  const isNode = typeof process === 'object' && Boolean(process.versions?.v8);
  const classes = ['AbortController', 'AbortSignal', 'Blob', 'ByteLengthQueuingStrategy', 'CountQueuingStrategy',
    'Crypto', 'CryptoKey', 'CustomEvent', 'DOMException', 'Event', 'EventTarget', 'File', 'FormData', 'Headers',
    'ReadableStream', 'ReadableStreamDefaultReader', 'Request', 'Response', 'SubtleCrypto', 'TextDecoder',
    'TextDecoderStream', 'TextEncoder', 'TextEncoderStream', 'TransformStream', 'URL', 'URLSearchParams',
    'WritableStream', 'PerformanceEntry', 'PerformanceMark', 'PerformanceMeasure'];
  for (const name of classes) {
    const { value, enumerable, writable, configurable } = Object.getOwnPropertyDescriptor(globalThis, name);
    if (isNode && value === undefined) continue; // Node makes some when asked
    is(enumerable, false, name);
    is(writable && configurable, true, name);
    is(value.name, name);
    if (!isNode) is(value.prototype[Symbol.toStringTag], name); // not all in Node 20
    is(value.prototype.constructor === value, true, name);
    fails(() => value(), 'TypeError', `${name} without new`);
  }
  for (const name of ['fetch', 'structuredClone', 'atob', 'btoa', 'queueMicrotask']) {
    is(typeof globalThis[name], 'function');
  }
  if (isNode) return;
  const others = ['performance', 'crypto', 'fetch', 'structuredClone', 'atob', 'Intl', 'Buffer'];
  is(others.filter((name) => Object.keys(globalThis).includes(name)), []);
  is(typeof __troupe, 'undefined');
}

main().then(() => console.log(`ok ${checks} checks`));
