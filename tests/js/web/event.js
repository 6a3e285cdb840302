// SPDX-License-Identifier: Apache-2.0
// Event, CustomEvent, EventTarget, AbortController, AbortSignal. The expected values are Node's.
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

function events() {
  const target = new EventTarget();
  const seen = [];
  const first = (event) => seen.push(`first ${event.type}`);
  target.addEventListener('a', first);
  target.addEventListener('a', first);
  target.addEventListener('a', { handleEvent(event) { seen.push(this.tag, event.target === target); }, tag: 'obj' });
  target.addEventListener('a', function () { seen.push(this === target); }, { once: true });
  is(target.dispatchEvent(new Event('a')), true);
  is(seen, ['first a', 'obj', true, true]);
  seen.length = 0;
  target.dispatchEvent(new Event('a'));
  is(seen, ['first a', 'obj', true]);
  target.removeEventListener('a', first);
  seen.length = 0;
  target.dispatchEvent(new Event('a'));
  is(seen, ['obj', true]);
  target.addEventListener('b', (event) => { event.preventDefault(); event.stopImmediatePropagation(); });
  target.addEventListener('b', () => seen.push('never'));
  const cancelable = new Event('b', { cancelable: true });
  is(target.dispatchEvent(cancelable), false);
  is(cancelable.defaultPrevented, true);
  is(target.dispatchEvent(new Event('b')), true);
  is(seen.includes('never'), false);
  target.addEventListener('c', (event) => event.preventDefault(), { passive: true });
  const isNode = typeof process === 'object' && Boolean(process.versions?.v8);
  if (!isNode) is(target.dispatchEvent(new Event('c', { cancelable: true })), true); // Node 20 ignores it
  target.addEventListener('d', null);
  is(target.dispatchEvent(new Event('d')), true);
  const stopper = new AbortController();
  target.addEventListener('e', () => seen.push('e'), { signal: stopper.signal });
  stopper.abort();
  target.dispatchEvent(new Event('e'));
  is(seen.includes('e'), false);
  let nested = '';
  target.addEventListener('f', (event) => {
    nested = `${event.eventPhase} ${event.currentTarget === target} ${event.composedPath().length}`;
    fails(() => target.dispatchEvent(event), isNode ? 'Error' : 'InvalidStateError');
  });
  const f = new Event('f');
  target.dispatchEvent(f);
  is(nested, '2 true 1');
  is(f.eventPhase, 0);
  is(f.currentTarget, null);
  const g = new Event('g');
  target.dispatchEvent(g);
  is(g.target === target, true);
  fails(() => target.dispatchEvent({ type: 'a' }), 'TypeError');
  fails(() => target.addEventListener('a'), 'TypeError');
  fails(() => new Event(), 'TypeError');
  const event = new Event('x', { bubbles: true, composed: true });
  is([event.bubbles, event.cancelable, event.composed, event.isTrusted], [true, false, true, false]);
  is(typeof event.timeStamp, 'number');
  is(Event.AT_TARGET, 2);
  is(Event.BUBBLING_PHASE, 3);
  is(Object.prototype.toString.call(event), '[object Event]');
  is(Object.prototype.toString.call(target), '[object EventTarget]');
  is(new Event(null).type, 'null');
  if (typeof CustomEvent === 'function') {
    is(new CustomEvent('x', { detail: { a: 1 } }).detail, { a: 1 });
    is(new CustomEvent('x').detail, null);
    is(new CustomEvent('x') instanceof Event, true);
  }
  class Bus extends EventTarget { emit(type) { return this.dispatchEvent(new Event(type)); } }
  let got = 0;
  const bus = new Bus();
  bus.addEventListener('t', () => got++);
  bus.emit('t');
  is(got, 1);
}

async function aborts() {
  const controller = new AbortController();
  const { signal } = controller;
  is(signal.aborted, false);
  is(signal.reason, undefined);
  signal.throwIfAborted();
  const seen = [];
  signal.onabort = (event) => seen.push(event.type);
  signal.addEventListener('abort', () => seen.push('listener'));
  controller.abort();
  controller.abort('again');
  is(seen, ['abort', 'listener']);
  is(signal.aborted, true);
  is(signal.reason.name, 'AbortError');
  is(signal.reason.message, 'This operation was aborted');
  is(signal.reason.code, 20);
  is(signal.reason instanceof DOMException, true);
  fails(() => signal.throwIfAborted(), 'AbortError');
  is(controller.signal === signal, true);
  signal.onabort = null;
  is(signal.onabort, null);
  is(AbortSignal.abort('why').reason, 'why');
  is(AbortSignal.abort().reason.name, 'AbortError');
  const withReason = new AbortController();
  withReason.abort(new RangeError('mine'));
  fails(() => withReason.signal.throwIfAborted(), 'RangeError');
  fails(() => new AbortSignal(), 'TypeError');
  fails(() => AbortSignal.timeout(-1), 'RangeError');
  fails(() => AbortSignal.timeout(), 'TypeError');
  is(Object.prototype.toString.call(signal), '[object AbortSignal]');
  is(Object.prototype.toString.call(controller), '[object AbortController]');

  const a = new AbortController();
  const b = new AbortController();
  const any = AbortSignal.any([a.signal, b.signal]);
  is(any.aborted, false);
  let times = 0;
  any.addEventListener('abort', () => times++);
  b.abort('b first');
  a.abort('a later');
  is(any.reason, 'b first');
  is(times, 1);
  is(AbortSignal.any([]).aborted, false);
  is(AbortSignal.any([a.signal, AbortSignal.abort('x')]).reason, 'a later');
  fails(() => AbortSignal.any([1]), 'TypeError');
  const outer = AbortSignal.any([AbortSignal.any([b.signal])]);
  is(outer.reason, 'b first');

  const timeout = AbortSignal.timeout(5);
  const reason = await new Promise((resolve) => {
    timeout.onabort = () => resolve(timeout.reason);
    setTimeout(() => {}, 1000).unref?.();
    setTimeout(() => {}, 50);
  });
  is(reason.name, 'TimeoutError');
  is(reason.code, 23);
}

async function main() {
  events();
  await aborts();
}

main().then(() => console.log(`ok ${checks} checks`));
