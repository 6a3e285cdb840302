// SPDX-License-Identifier: Apache-2.0
// Event, CustomEvent, EventTarget (https://dom.spec.whatwg.org/), without a tree: an event visits
// its target only. An exception in a listener does not reach the dispatcher; like Node, it ends the
// program as an uncaught error.
import { defineConstants, defineInterface, requireArguments, typeError } from './interface.js';

const NONE = 0;
const AT_TARGET = 2;

let dispatch; // function of Event's private state, for EventTarget

class Event {
  #type;
  #bubbles;
  #cancelable;
  #composed;
  #timeStamp;
  #target = null;
  #phase = NONE;
  #isDispatched = false;
  #isCanceled = false;
  #isStopped = false;
  #isStoppedNow = false;
  #isPassive = false;

  constructor(type, options = {}) {
    requireArguments('Event', arguments, 1);
    this.#type = `${type}`;
    this.#bubbles = Boolean(options?.bubbles);
    this.#cancelable = Boolean(options?.cancelable);
    this.#composed = Boolean(options?.composed);
  }
  get type() { return this.#type; }
  get target() { return this.#target; }
  get srcElement() { return this.#target; }
  get currentTarget() { return this.#phase === NONE ? null : this.#target; }
  get eventPhase() { return this.#phase; }
  get bubbles() { return this.#bubbles; }
  get cancelable() { return this.#cancelable; }
  get composed() { return this.#composed; }
  get defaultPrevented() { return this.#cancelable && this.#isCanceled; }
  get returnValue() { return !this.defaultPrevented; }
  set returnValue(value) { if (!value) this.preventDefault(); }
  get cancelBubble() { return this.#isStopped; }
  set cancelBubble(value) { if (value) this.#isStopped = true; }
  get isTrusted() { return false; }
  get timeStamp() { return this.#timeStamp ??= performance.now(); } // a clock read only if asked
  composedPath() { return this.#phase === NONE ? [] : [this.#target]; }
  preventDefault() { if (!this.#isPassive && this.#cancelable) this.#isCanceled = true; }
  stopPropagation() { this.#isStopped = true; }
  stopImmediatePropagation() { this.#isStopped = this.#isStoppedNow = true; }

  static {
    dispatch = (event, target, listeners) => {
      if (event.#isDispatched) {
        throw new DOMException('The event is already being dispatched', 'InvalidStateError');
      }
      event.#isDispatched = true;
      event.#target = target;
      event.#phase = AT_TARGET;
      for (const listener of listeners) {
        if (event.#isStoppedNow) break;
        if (listener.isRemoved) continue;
        event.#isPassive = listener.passive;
        listener.call(target, event);
        event.#isPassive = false;
      }
      event.#phase = NONE;
      event.#isDispatched = event.#isStopped = event.#isStoppedNow = false;
      return !event.defaultPrevented;
    };
  }
}

class CustomEvent extends Event {
  #detail;
  constructor(type, options = {}) {
    super(...arguments);
    this.#detail = options?.detail ?? null;
  }
  get detail() { return this.#detail; }
}

class Listener {
  isRemoved = false;
  constructor(list, callback, options) {
    this.list = list;
    this.callback = callback;
    this.capture = options.capture;
    this.once = options.once;
    this.passive = options.passive;
  }
  remove() {
    this.isRemoved = true;
    const index = this.list.indexOf(this);
    if (index >= 0) this.list.splice(index, 1);
  }
  call(target, event) {
    if (this.once) this.remove();
    const { callback } = this;
    try {
      if (typeof callback === 'function') callback.call(target, event);
      else callback.handleEvent(event);
    } catch (error) {
      queueMicrotask(() => { throw error; });
    }
  }
}

function readOptions(options) {
  if (typeof options !== 'object' || options === null) {
    return { capture: Boolean(options), once: false, passive: false };
  }
  const { capture, once, passive, signal } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw typeError('ERR_INVALID_ARG_TYPE',
      'The "options.signal" property must be an instance of AbortSignal');
  }
  return { capture: Boolean(capture), once: Boolean(once), passive: Boolean(passive), signal };
}

function isCallback(callback) {
  if (callback === null || callback === undefined) return false;
  if (typeof callback === 'function' || typeof callback === 'object') return true;
  throw typeError('ERR_INVALID_ARG_TYPE',
    'The "listener" argument must be an instance of EventListener');
}

class EventTarget {
  #listeners = new Map(); // type -> list of Listener

  addEventListener(type, callback, options) {
    requireArguments('addEventListener', arguments, 2);
    const read = readOptions(options);
    if (!isCallback(callback) || read.signal?.aborted) return;
    const key = `${type}`;
    const list = this.#listeners.get(key) ?? [];
    this.#listeners.set(key, list);
    if (list.some((old) => old.callback === callback && old.capture === read.capture)) return;
    const listener = new Listener(list, callback, read);
    list.push(listener);
    read.signal?.addEventListener('abort', () => listener.remove(), { once: true });
  }
  removeEventListener(type, callback, options) {
    requireArguments('removeEventListener', arguments, 2);
    const capture = Boolean(typeof options === 'object' ? options?.capture : options);
    const list = this.#listeners.get(`${type}`) ?? [];
    list.find((old) => old.callback === callback && old.capture === capture)?.remove();
  }
  dispatchEvent(event) {
    requireArguments('dispatchEvent', arguments, 1);
    if (!(event instanceof Event)) {
      throw typeError('ERR_INVALID_ARG_TYPE', 'The "event" argument must be an instance of Event');
    }
    return dispatch(event, this, [...this.#listeners.get(event.type) ?? []]);
  }
}

defineInterface('Event', Event);
defineConstants(Event, { NONE, CAPTURING_PHASE: 1, AT_TARGET, BUBBLING_PHASE: 3 });
defineInterface('CustomEvent', CustomEvent);
defineInterface('EventTarget', EventTarget);

export { CustomEvent, Event, EventTarget };
